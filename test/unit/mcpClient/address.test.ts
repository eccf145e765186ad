import { expect, it } from "vitest";
import { commandLine } from "../../../electron/contract/mcp.ts";
import { serverAddress } from "../../../electron/core/mcpClient/address.ts";

it.each([
  ["localhost:3001/mcp", "http://localhost:3001/mcp"],
  ["tools.example.com/mcp", "https://tools.example.com/mcp"],
  ["https://tools.example.com", "https://tools.example.com/"],
])("takes %s for %s", (written, url) => expect(serverAddress(written)).toBe(url));

it.each([
  ["ftp://127.0.0.1/mcp", "MCP_ADDRESS"],
  ["http://me:secret@127.0.0.1/mcp", "MCP_ADDRESS"],
  ["https://tools.example.com/mcp?key=x", "MCP_ADDRESS"],
  ["http://tools.example.com/mcp", "MCP_PLAIN"],
])("refuses %s (%s)", (written, reason) =>
  expect(() => serverAddress(written)).toThrow(expect.objectContaining({ data: { reason } })),
);

it("writes a command as it would be typed", () => {
  expect(commandLine({ command: "npx", args: ["-y", "@scope/server", "/home/me/My notes", ""] })).toBe(
    'npx -y @scope/server "/home/me/My notes" ""',
  );
  expect(commandLine({ command: "C:\\My tools\\uvx.exe", args: ['say "no"', "two\nlines"] })).toBe(
    String.raw`"C:\My tools\uvx.exe" "say \"no\"" "two\nlines"`,
  );
});
