import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { endpointSchema } from "../../../electron/contract/endpoints.ts";
import { startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const key = "sk-terminal-0123456789";

it("adds a server at the terminal, has its model write, and forgets its key with it", async () => {
  const server = await startFaultyEndpoint({
    key,
    models: ["mill-7b", "embed-small"],
    answer: () => "- The board decided to repair the roof for 48,000 euros.",
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const folder = temporaryFolder();
  const data = path.join(folder, "data");
  const keyFile = path.join(folder, "key");
  await writeFile(keyFile, `${key}\n`);
  const letter = path.join(folder, "letter.md");
  await writeFile(letter, "# Letter\n\nThe board met in May. It decided to repair the roof for 48,000 euros.\n");
  const run = (...args: string[]) => runCli([...args, "--data-dir", data]);

  const added = await run(
    "endpoints",
    "add",
    "Cellar",
    server.url,
    "--key-file",
    keyFile,
    "--model",
    "mill-7b",
    "--context",
    "16384",
    "--parallel",
    "3",
    "--json",
  );
  expect(added.code).toBe(0);
  const endpoint = endpointSchema.parse(JSON.parse(added.stdout));
  expect(endpoint).toMatchObject({ name: "Cellar", hasKey: true, models: [{ name: "mill-7b" }] });
  expect(endpoint.models[0]?.found).toMatchObject({ purpose: "chat" });
  expect(added.stderr).toContain("only the owner of this account can read");

  const listed = await run("endpoints");
  expect(listed.stdout).toContain("Cellar  http://127.0.0.1");
  expect(listed.stdout).toContain("stays on this computer");
  expect(listed.stdout).toContain("16,384 tokens of context (as you said), 3 requests at a time (as you said)");
  expect(`${added.stdout}${added.stderr}${listed.stdout}${listed.stderr}`).not.toContain(key);

  const answer = await run("ask", letter, "What was decided?", "--endpoint", "cellar", "--json");
  expect(answer.code).toBe(0);
  expect(JSON.parse(answer.stdout)).toMatchObject({ model: "mill-7b (Cellar)", citations: [{ page: 1 }] });

  server.always("unauthorized");
  const refused = await run("ask", letter, "What was decided?", "--endpoint", "Cellar");
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('"code":"ENDPOINT_REFUSED_KEY"');
  server.always(null);

  const removed = await run("endpoints", "remove", "Cellar");
  expect(removed.code).toBe(0);
  expect(readdirSync(data)).not.toContain("secrets.json");
  const gone = await run("chat", "Hello", "--endpoint", "Cellar");
  expect(gone.code).toBe(4);
  expect(gone.stderr).toContain('"code":"ENDPOINT_UNKNOWN"');
  for (const name of readdirSync(data, { recursive: true, encoding: "utf8", withFileTypes: false })) {
    const file = path.join(data, name);
    if (/\.(?:db|db-wal|log|jsonl)$/u.test(name)) expect(readFileSync(file).includes(key)).toBe(false);
  }
});

it("says how it is used, and what goes wrong", async () => {
  const data = temporaryFolder();
  const run = (...args: string[]) => runCli(["endpoints", ...args, "--data-dir", data]);
  expect((await run("add", "Cellar")).code).toBe(2);
  expect((await run("add", "Cellar", "http://127.0.0.1:9", "--context", "much")).stderr).toContain(
    "--context is a whole number",
  );
  expect((await run("add", "World", "http://models.example.com")).stderr).toContain("ENDPOINT_PLAIN");
  const silent = await run("add", "Nobody", "http://127.0.0.1:9/v1", "--json");
  expect(silent.code).toBe(4);
  expect(JSON.parse(silent.stdout)).toMatchObject({ problem: { code: "ENDPOINT_UNREACHABLE" } });
  expect((await run("test", "Somebody")).stderr).toContain("ENDPOINT_UNKNOWN");
});
