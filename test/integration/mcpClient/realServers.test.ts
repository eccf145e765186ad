import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { heldParameters } from "../../../electron/core/chat/heldParameters.ts";
import { jsonGrammar } from "../../../electron/core/llm/jsonGrammar.ts";
import type { JsonSchema } from "../../../electron/core/llm/languageModel.ts";
import { isAlive } from "../../helpers/llamaServerStandIn.ts";
import { doors } from "../../helpers/doors.ts";
import { openMcpServers } from "../../helpers/mcpServers.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

const packages = path.resolve(import.meta.dirname, "../../../node_modules/@modelcontextprotocol");

/** A program of the protocol's own servers. */
function program(name: string, ...args: string[]) {
  return {
    kind: "program" as const,
    command: process.execPath,
    args: [path.join(packages, name, "dist/index.js"), ...args],
  };
}

/** Whether a grammar holds a model to the schema. */
function isHeld(schema: JsonSchema): boolean {
  try {
    jsonGrammar(schema);
    return true;
  } catch {
    return false;
  }
}

it("has the server of everything add, fail, and answer with what is no text", async () => {
  const { add, agree, call, servers } = openMcpServers();
  const { id } = await agree(await add({ name: "Everything", place: program("server-everything", "stdio") }));
  const tested = await servers.test(id);
  expect(tested).toMatchObject({ status: "running", problem: null });
  expect(tested.tools?.map(({ name }) => name)).toEqual(expect.arrayContaining(["echo", "get-sum", "get-tiny-image"]));
  const tools = tested.tools ?? [];
  const unheld = tools.filter(({ parameters }) => !isHeld(parameters)).map(({ name }) => name);
  expect(unheld).toEqual(expect.arrayContaining(["get-resource-links"]));
  for (const { parameters } of tools) {
    const opened = heldParameters(parameters);
    expect(isHeld(opened)).toBe(true);
    expect(Object.keys(opened["properties"] ?? {})).toEqual(Object.keys(parameters["properties"] ?? {}));
  }
  expect((await call(id, "echo", { message: "mill" })).text).toContain("mill");
  expect((await call(id, "get-sum", { a: 2, b: 40 })).text).toContain("42");
  expect(await call(id, "get-sum", { a: "two" })).toMatchObject({ isError: true });
  expect((await call(id, "get-tiny-image")).text).toContain("[image: image/png]");
});

it("has the server of files read and write in its folder, and nowhere else", async () => {
  const folder = realpathSync(temporaryFolder());
  mkdirSync(path.join(folder, "open"));
  writeFileSync(path.join(folder, "open", "mill.txt"), "The mill was built in 1824.\n");
  writeFileSync(path.join(folder, "secret.txt"), "Nobody may read this.\n");
  const { add, agree, call } = openMcpServers();
  const place = program("server-filesystem", path.join(folder, "open"));
  const { id } = await agree(await add({ name: "Files", place }));
  const read = (file: string) => call(id, "read_text_file", { path: path.join(folder, file) });
  expect(await read("open/mill.txt")).toEqual({ text: "The mill was built in 1824.\n", isError: false });
  const refused = await read("secret.txt");
  expect(refused.isError).toBe(true);
  expect(refused.text).not.toContain("Nobody");
  await call(id, "write_file", { path: path.join(folder, "open", "roof.txt"), content: "Slate." });
  expect(readFileSync(path.join(folder, "open", "roof.txt"), "utf8")).toBe("Slate.");
});

it.skipIf(process.platform !== "linux")("ends with the application what it started, and keeps its tools", async () => {
  const data = temporaryFolder();
  const app = await openApp(data);
  const door = await doors["in process"](app);
  const { client } = door;
  await client.connections.setLock({ isLocked: false });
  const { id, place } = await client.mcp.add({ name: "Everything", place: program("server-everything", "stdio") });
  if (place.kind !== "program") throw new Error("It is a program.");
  await client.mcp.confirm({ id, ...place });
  const tested = await client.mcp.test({ id });
  expect(tested.status).toBe("running");
  const own = processesWith("server-everything");
  expect(own).not.toEqual([]);
  await door.close();
  await app.dispose();
  // A process that was killed lets its pipes go a moment before the system lists it as ended.
  await vi.waitFor(() => expect(own.filter(isAlive)).toEqual([]));
  const again = await openApp(data);
  onTestFinished(() => again.dispose());
  const listed = await (await doors["in process"](again)).client.mcp.list();
  expect(listed).toEqual([{ ...tested, status: "off" }]);
});

/** Processes whose command has this tree's server in it; none where the system does not tell. */
function processesWith(word: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(path.join(packages, word)));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
