import { reachOf } from "../../contract/endpoints.ts";
import { AppError } from "../../contract/errors.ts";

/**
 * The address of a server as it is kept, from what a person writes.
 * @throws INVALID_INPUT for what is no such address, or goes into the world in plain text
 */
export function serverAddress(written: string): string {
  const text = /^[a-z][a-z\d+.-]*:\/\//iu.test(written)
    ? written
    : `${isNear(written) ? "http" : "https"}://${written}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // What stands beside the path may be a secret, and would be kept where none may stand.
  const isAddress =
    url !== null && /^https?:$/u.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (!isAddress) throw new AppError("INVALID_INPUT", { data: { reason: "MCP_ADDRESS" } });
  if (url.protocol === "http:" && reachOf(url) === "internet") {
    throw new AppError("INVALID_INPUT", { data: { reason: "MCP_PLAIN" } });
  }
  return url.href;
}

function isNear(written: string): boolean {
  return URL.canParse(`http://${written}`) && reachOf(`http://${written}`) !== "internet";
}

/** A command as a person would type it. */
export function commandLine({ command, args }: { readonly command: string; readonly args: readonly string[] }): string {
  return [command, ...args].map((word) => (/^[\w@%+=:,./\\-]+$/u.test(word) ? word : JSON.stringify(word))).join(" ");
}
