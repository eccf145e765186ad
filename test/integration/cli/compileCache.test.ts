import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

it("keeps what it compiles in a data folder that is there, for its owner alone, and makes none for that", async () => {
  const folder = temporaryFolder();
  const letter = path.join(folder, "letter.md");
  await writeFile(letter, "# Letter\n\nThe board met in June.\n");
  const data = path.join(folder, "data");
  const read = (written: readonly string[]) =>
    runCli(["read", letter, ...written], { env: { NODE_COMPILE_CACHE: "" } });

  expect((await read(["--data-dir", data])).code).toBe(0);
  expect(existsSync(data)).toBe(false);

  await mkdir(data);
  const first = await read([`--data-dir=${data}`]);
  expect(first.code).toBe(0);
  const kept = path.join(data, "compiled");
  expect(readdirSync(kept, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).not.toEqual([]);
  if (process.platform !== "win32") expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(await read(["--data-dir", data])).toEqual(first);

  const blocked = path.join(folder, "blocked");
  await mkdir(blocked);
  await writeFile(path.join(blocked, "compiled"), "");
  expect(await read(["--data-dir", blocked])).toEqual(first);
});
