import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createProgramStarter } from "../../../electron/host/programStarter.ts";
import { windowsCommand } from "../../../electron/host/windowsCommand.ts";
import { isAlive } from "../../helpers/llamaServerStandIn.ts";
import { openMcpServers } from "../../helpers/mcpServers.ts";
import { createWindows, readByCmd } from "../../helpers/windowsStandIn.ts";

const awkward = [
  "-y",
  "",
  "two words",
  "it's",
  'say "hello"',
  'a" & calc & "',
  "a & b | c > d < e",
  "%PATH%",
  '"%PATH%"',
  "100%",
  "^caret^",
  '"^&"',
  "!PATH!",
  "C:\\My files\\",
  'ends in \\"',
  'ends in \\\\" & calc',
  "\\\\server\\share\\\\",
  "(parentheses) [and] {brackets}",
  '{"key": ["value", "a&b"]}',
  "comma,semicolon;equals=*?",
  "Zürich — 日本",
];

// The stand-in needs a shell and file names of another system.
describe.skipIf(process.platform === "win32")("a program of Windows", () => {
  it("is found by its endings where programs are looked for, and not in the current folder", () => {
    const windows = createWindows();
    const [first, second] = [windows.folder("first"), windows.folder("second")];
    windows.put("first/npx");
    windows.put("second/npx");
    const npx = windows.put("second/npx.cmd");
    const uvx = windows.put("second/uvx.exe");
    windows.put("second/uvx.cmd");
    windows.folder("first/uvx.exe");
    windows.lookIn("relative", `"${first}"`, second);
    const here = vi.spyOn(process, "cwd").mockReturnValue(windows.folder("here"));
    onTestFinished(() => here.mockRestore());
    windows.put("here/evil.cmd");
    const found = (command: string) => windowsCommand(command, [], process.env);
    expect(found("uvx")).toEqual({ file: uvx, args: [], isVerbatim: false });
    expect(found("uvx.exe").file).toBe(uvx);
    expect(found(npx).args.at(-1)).toContain("npx.cmd");
    expect(found("./evil").args.at(-1)).toContain("evil.cmd");
    expect(() => found("evil")).toThrow("spawn evil ENOENT");
    expect(() => found("no-such-program")).toThrow("ENOENT");
    // A script for other systems stands for itself only where nothing else is there.
    expect(readByCmd(found("npx.cmd").args.at(-1) ?? "", {}).command).toBe(npx);
  });

  it("that is a batch file gets each word as it is, and no word is a command", () => {
    const windows = createWindows();
    const file = windows.put("Program Files (x86)/R&D 100%/npx.cmd");
    const env = { PATH: "secret", PATHEXT: ".cmd" };
    const { args, isVerbatim } = windowsCommand(file, awkward, env);
    expect(isVerbatim).toBe(true);
    expect(args.slice(0, -1)).toEqual(["/d", "/v:off", "/s", "/c"]);
    expect(readByCmd(args.at(-1) ?? "", env)).toEqual({ command: file, words: awkward });
    for (const word of ["two\nlines", "two\rlines"]) expect(() => windowsCommand(file, [word], env)).toThrow("EINVAL");
  });

  it("is spoken with as a server of tools with the words that were shown, and ended with all that it started", async () => {
    const windows = createWindows();
    const server = `
      const { createInterface } = require("node:readline");
      const answers = {
        initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "shim", version: "1" } }),
        "tools/list": () => ({ tools: [{ name: "words", inputSchema: { type: "object" } }] }),
        "tools/call": () => ({ content: [{ type: "text", text: JSON.stringify({ pid: process.pid, parent: process.ppid, words: process.argv.slice(1), name: process.env.NAME }) }] }),
      };
      // It does not end with its input.
      setInterval(() => {}, 1000);
      createInterface({ input: process.stdin }).on("line", (line) => {
        const { id, method, params } = JSON.parse(line);
        const answer = answers[method] ? { result: answers[method](params) } : { error: { code: -32601, message: "Method not found" } };
        if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
      });`;
    windows.put("nodejs/npx.cmd", [process.execPath, "-e", server, "--"]);
    windows.lookIn(windows.folder("nodejs"), "/usr/bin", "/bin");
    const { add, agree, call, servers, ledger } = openMcpServers({
      programs: createProgramStarter("win32", windows.launch),
    });
    const place = { kind: "program", command: "npx", args: awkward, env: { Name: "Ada" } };
    const added = await agree(await add({ name: "Shim", place }));
    expect(await servers.test(added.id)).toMatchObject({ status: "running", calls: "shim 1", problem: null });
    expect(added.place).toMatchObject({ command: "npx", args: awkward });
    const told = JSON.parse((await call(added.id, "words")).text) as { pid: number; parent: number; words: string[] };
    expect(told.words).toEqual(awkward);
    await servers.stop(added.id);
    expect(windows.spawned.map(({ file }) => file)).toEqual([
      "C:\\Windows\\System32\\cmd.exe",
      "C:\\Windows\\System32\\taskkill.exe",
    ]);
    expect(windows.spawned[1]).toMatchObject({ args: ["/T", "/F", "/PID", String(told.parent)] });
    await vi.waitFor(() => expect([told.pid, told.parent].filter(isAlive)).toEqual([]));
    expect(ledger()).toHaveLength(1);
  });
});
