import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { SocketPort } from "./socketPort.ts";

/*
 * Both sides show that they know the key of the door's file and neither says it: a program that took the port of an application that has
 * ended learns nothing.
 */

const hello = z.object({ nonce: z.string().length(44), version: z.string() });
const answer = z.object({ nonce: z.string().length(44), proof: z.string() });
const proved = z.object({ proof: z.string() });
const welcome = z.object({ welcome: z.literal(true) });

/** @throws where the other does not know the key, or is of another version */
export async function greet(port: SocketPort, key: string, version: string): Promise<void> {
  const nonce = newNonce();
  port.postMessage(JSON.stringify({ nonce, version }));
  const theirs = answer.parse(await read(port));
  if (!isProof(theirs.proof, key, "owner", nonce + theirs.nonce)) throw new Error("Another program answers");
  port.postMessage(JSON.stringify({ proof: proofOf(key, "command", nonce + theirs.nonce) }));
  welcome.parse(await read(port));
}

/** The other side of `greet`. */
export async function receive(port: SocketPort, key: string, version: string): Promise<void> {
  const theirs = hello.parse(await read(port));
  if (theirs.version !== version) throw new Error("Another version asks");
  const nonce = newNonce();
  port.postMessage(JSON.stringify({ nonce, proof: proofOf(key, "owner", theirs.nonce + nonce) }));
  const { proof } = proved.parse(await read(port));
  if (!isProof(proof, key, "command", theirs.nonce + nonce)) throw new Error("It does not know the key");
  port.postMessage(JSON.stringify({ welcome: true }));
}

async function read(port: SocketPort): Promise<unknown> {
  const message = await port.next();
  return JSON.parse(typeof message === "string" ? message : "");
}

function newNonce(): string {
  return randomBytes(32).toString("base64");
}

function proofOf(key: string, side: "owner" | "command", nonces: string): string {
  return createHmac("sha256", key).update(`${side} ${nonces}`).digest("base64");
}

function isProof(given: string, ...of: Parameters<typeof proofOf>): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(proofOf(...of))];
  return a.length === b.length && timingSafeEqual(a, b);
}
