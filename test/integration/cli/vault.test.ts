import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const secret = "zygomorphic";

/** A library with a document in it, and files with two passphrases. */
async function library() {
  const folder = temporaryFolder();
  const data = path.join(folder, "library");
  const file = path.join(folder, "flower.txt");
  writeFileSync(file, `The ${secret} flower opens in May. Its leaves are green and its stem is short.`);
  const first = path.join(folder, "first");
  const second = path.join(folder, "second");
  writeFileSync(first, "correct horse battery\n");
  writeFileSync(second, "another long passphrase\n");
  const run = (...args: string[]) => runCli([...args, "--data-dir", data]);
  const summarize = (...args: string[]) => run("summarize", file, "--no-model", "--keep", "--json", ...args);
  expect((await summarize()).code).toBe(0);
  const holding = (): string[] =>
    readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((each) => readFileSync(each).includes(secret));
  return { run, summarize, holding, first, second };
}

describe("vault at the terminal", () => {
  it("encrypts the library, opens it with the passphrase of a file, and brings it back", async () => {
    const { run, summarize, holding, first, second } = await library();
    expect((await run("vault")).stdout).toContain("not encrypted");
    expect(holding().length).toBeGreaterThan(0);

    const on = await run("vault", "on", "--new-passphrase-file", first);
    expect(on).toMatchObject({ code: 0 });
    expect(on.stderr).toContain("100%");
    expect(holding()).toEqual([]);
    expect(JSON.parse((await run("vault", "--json")).stdout)).toEqual({ status: "locked", by: "passphrase" });

    const refused = await summarize();
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({ code: "LIBRARY_LOCKED" });
    expect(
      JSON.parse((await summarize("--passphrase-file", second)).stderr.trim().split("\n").at(-1) ?? ""),
    ).toMatchObject({
      code: "PASSPHRASE_WRONG",
    });
    expect(await summarize("--passphrase-file", first)).toMatchObject({ code: 0 });
    expect(holding()).toEqual([]);

    const changed = await run("vault", "passphrase", "--passphrase-file", first, "--new-passphrase-file", second);
    expect(changed).toMatchObject({ code: 0 });
    expect((await summarize("--passphrase-file", first)).code).toBe(1);
    expect((await run("vault", "logs", "--passphrase-file", second)).code).toBe(0);

    expect(await run("vault", "off", "--passphrase-file", second)).toMatchObject({ code: 0 });
    expect(holding().length).toBeGreaterThan(0);
    expect(await summarize()).toMatchObject({ code: 0 });
  });

  it("refuses a passphrase that is too short, and words that it does not know", async () => {
    const { run, holding } = await library();
    const short = path.join(temporaryFolder(), "short");
    writeFileSync(short, "short");
    const refused = await run("vault", "on", "--new-passphrase-file", short);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stderr.trim())).toMatchObject({ code: "PASSPHRASE_SHORT", data: { least: 10 } });
    expect(holding().length).toBeGreaterThan(0);
    expect((await run("vault", "open")).code).toBe(2);
  });
});
