import type { ConnectionParty, ConnectionPurpose } from "../../contract/connections.ts";

/**
 * The one way by which anything of ours connects to another program, on this computer or elsewhere. Each attempt goes by the offline
 * lock and stands in the ledger, allowed or refused, before a byte of it is sent.
 */
export interface Outlet {
  /**
   * As the `fetch` of the web, over HTTP/1.1, a connection for each attempt. A redirect is an attempt of its own; where it leads to
   * another origin it gets neither `Authorization` nor cookies, and no body at all. An answer that is no success is an answer, not an
   * error. Its body is to be read to its end or cancelled: until then the connection stays open. `HTTP_PROXY`, `HTTPS_PROXY` and
   * `NO_PROXY` are heeded, but for this computer.
   * @throws OFFLINE_LOCKED where the lock refuses the address; CONNECTION_FAILED where nothing answers, the certificate is not known, or
   * the line breaks (also while the body is read); CANCELLED when the signal aborts
   */
  fetch(address: string | URL, request: OutletRequest): Promise<Response>;
}

export interface OutletRequest {
  readonly party: ConnectionParty;
  readonly purpose: ConnectionPurpose;
  readonly method?: "GET" | "HEAD" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** "manual": the redirect itself is the answer; followed where it is left out */
  readonly redirect?: "follow" | "manual";
  /** SHA-256 of a certificate of this address that is taken although nobody vouches for it, as "AB:CD:…" */
  readonly certificate?: string;
  /** nothing is sent to an address beyond this computer and its network, whatever its name stands for */
  readonly isLocal?: boolean;
  /** milliseconds until the head of the answer must be there; 30,000 where it is left out */
  readonly answerWithinMs?: number;
  /** milliseconds that may pass between two pieces of the body; as long as it takes where it is left out */
  readonly idleMs?: number;
  readonly signal: AbortSignal;
}

/** Whether an answer of this status sends whoever asked to another address (RFC 9110, 15.4). */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Programs of others, of which nobody here knows what they connect to. */
export interface ProgramGate {
  /**
   * To be asked before a program is started. It stands in the ledger from then on.
   * @param name of the program, as a person knows it; never a path
   * @throws OFFLINE_LOCKED
   */
  allow(name: string): AllowedProgram;
}

export interface AllowedProgram {
  /** aborts when the lock closes: the program is to be ended then */
  readonly signal: AbortSignal;
  /** Says that it is no longer running. */
  ended(how: "done" | "failed"): void;
}
