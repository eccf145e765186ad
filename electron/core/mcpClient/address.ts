import { AppError } from "../../contract/errors.ts";
import { givenAddress } from "../net/givenAddress.ts";

/**
 * The address of a server as it is kept, from what a person writes.
 * @throws INVALID_INPUT for what is no such address, or goes into the world in plain text
 */
export function serverAddress(written: string): string {
  const url = givenAddress(written);
  if (url === "wrong") throw new AppError("INVALID_INPUT", { data: { reason: "MCP_ADDRESS" } });
  if (url === "plain") throw new AppError("INVALID_INPUT", { data: { reason: "MCP_PLAIN" } });
  return url.href;
}
