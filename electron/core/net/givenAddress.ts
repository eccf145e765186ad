import { reachOf } from "../../contract/endpoints.ts";

/**
 * The address of a server from what a person writes, with or without its scheme: https where it lies beyond the local network.
 * @returns wrong: it is no such address; plain: it would go into the world in plain text
 */
export function givenAddress(written: string): URL | "wrong" | "plain" {
  const text = /^[a-z][a-z\d+.-]*:\/\//iu.test(written)
    ? written
    : `${isNear(written) ? "http" : "https"}://${written}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // What stands beside the path may be a secret, and would be kept where none may stand.
  const isAddress =
    url !== null && /^https?:$/u.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (!isAddress) return "wrong";
  return url.protocol === "http:" && reachOf(url) === "internet" ? "plain" : url;
}

function isNear(written: string): boolean {
  return URL.canParse(`http://${written}`) && reachOf(`http://${written}`) !== "internet";
}
