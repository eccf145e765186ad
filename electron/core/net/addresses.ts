import { BlockList, isIP } from "node:net";
import { hostname as nameOfComputer } from "node:os";

/** How near an address is: 0 anywhere, 1 on the local network (RFC 1918, 6598, 3927, 4193, 4291), 2 on this computer. */
export type Nearness = 0 | 1 | 2;

const loopback = listOf(["127.0.0.0/8", "::1/128"]);
const unspecified = listOf(["0.0.0.0/8", "::/128"]);
const local = listOf([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
  "fe80::/10",
]);

/** Names of this computer and of local networks, which no registry gives away (RFC 2606, 6761, 6762, 8375, 9476). */
const localNames = /(?:^|\.)(?:local|localhost|localdomain|internal|lan|home|home\.arpa|test)$/u;

/** The host of an address without the brackets of IPv6 and the dot of the root. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, "").replace(/\.$/u, "");
}

/** `localhost` and what stands before it (RFC 6761): names that are never looked up. */
export function isLocalhost(host: string): boolean {
  return /(?:^|\.)localhost$/u.test(host);
}

/** 127.0.0.0/8, ::1 and `localhost`: what the offline lock lets through. */
export function isLoopback(host: string): boolean {
  return isLocalhost(host) || isIn(loopback, host);
}

export function nearnessOf(host: string): Nearness {
  if (isLoopback(host) || isIn(unspecified, host)) return 2;
  return isIn(local, host) ? 1 : 0;
}

/** A name of the internet, which has no business to stand for this computer. */
export function isPublicName(host: string): boolean {
  return isIP(host) === 0 && host.includes(".") && !localNames.test(host) && host !== nameOfComputer().toLowerCase();
}

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? "ipv4" : "ipv6");
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
