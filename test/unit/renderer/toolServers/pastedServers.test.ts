import { describe, expect, it } from "vitest";
import { readPasted } from "../../../../renderer/features/toolServers/pastedServers.ts";

const program = (name: string, command: string, args: string[] = [], env: Record<string, string> = {}) => ({
  name,
  place: { kind: "program", command, args, env },
  token: null,
});
const address = (name: string, url: string, token: string | null = null) => ({
  name,
  place: { kind: "address", url },
  token,
});

describe("a line", () => {
  it.each([
    [
      "npx -y @modelcontextprotocol/server-filesystem@2026.8.31 /home/me",
      program("server-filesystem", "npx", ["-y", "@modelcontextprotocol/server-filesystem@2026.8.31", "/home/me"]),
    ],
    ['uvx "my server" \'a "b"\' c\\ d ""', program("my server", "uvx", ["my server", 'a "b"', "c d", ""])],
    ["TOKEN=a=b LEVEL= ./notes.py", program("notes", "./notes.py", [], { TOKEN: "a=b", LEVEL: "" })],
    [
      String.raw`"C:\Program Files\Tools\notes.exe" C:\Users\me`,
      program("notes", String.raw`C:\Program Files\Tools\notes.exe`, [String.raw`C:\Users\me`]),
    ],
    ["node /opt/server-notes/dist/index.js", program("server-notes", "node", ["/opt/server-notes/dist/index.js"])],
    ["node ./dist/index.js", program("index", "node", ["./dist/index.js"])],
    ["https://tools.example.com/mcp", address("tools.example.com", "https://tools.example.com/mcp")],
    ["localhost:3001/mcp", address("localhost:3001", "localhost:3001/mcp")],
  ])("%s is one server", (text, server) => expect(readPasted(text)).toEqual({ servers: [server] }));

  it("of nothing is none, and one with an open quote is told", () => {
    expect(readPasted("  ")).toEqual({ servers: [] });
    expect(readPasted("A=b")).toEqual({ servers: [] });
    expect(readPasted("npx 'never closed")).toEqual({ problem: "quote" });
  });
});

describe("settings of another program", () => {
  const notes = { command: "npx", args: ["notes"], env: { KEY: "x" } };
  const both = { notes, far: { type: "http", url: "https://a.example/mcp", headers: { authorization: "Bearer s3" } } };
  it.each([
    ["mcpServers", { mcpServers: both }],
    ["servers of VS Code", { servers: both, inputs: [] }],
    ["its own settings", { mcp: { servers: both } }],
    ["what stands within", both],
  ])("as %s", (_, value) =>
    expect(readPasted(JSON.stringify(value, null, 2))).toEqual({
      servers: [program("notes", "npx", ["notes"], { KEY: "x" }), address("far", "https://a.example/mcp", "s3")],
    }),
  );

  it("may be one server, or lines out of the middle", () => {
    expect(readPasted(JSON.stringify(notes))).toEqual({ servers: [program("notes", "npx", ["notes"], { KEY: "x" })] });
    expect(readPasted(`"mcpServers": { "n": ${JSON.stringify(notes)} }`)).toEqual({
      servers: [program("n", "npx", ["notes"], { KEY: "x" })],
    });
  });

  it("are told where nothing can be made of them", () => {
    expect(readPasted('{ "mcpServers": {')).toEqual({ problem: "json" });
    expect(readPasted('{ "theme": "dark" }')).toEqual({ problem: "json" });
    expect(readPasted('{ "mcpServers": {} }')).toEqual({ problem: "json" });
    expect(readPasted(JSON.stringify({ a: { url: "https://a.example", headers: { "X-Key": "k" } } }))).toEqual({
      problem: "headers",
    });
    expect(readPasted(JSON.stringify({ [" "]: notes }))).toEqual({ problem: "name" });
  });
});
