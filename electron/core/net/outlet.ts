import type { ConnectionParty, ConnectionPurpose } from "../../contract/connections.ts";

/**
 * The one way by which anything of ours connects to another program, on this computer or elsewhere. Each attempt goes by the offline
 * lock and stands in the ledger, allowed or refused, before a byte of it is sent.
 */
export interface Outlet {
  /**
   * As the `fetch` of the web. A redirect is an attempt of its own, and gets neither `Authorization` nor cookies where it leads to
   * another origin. An answer that is no success is an answer, not an error.
   * @throws OFFLINE_LOCKED where the lock refuses the address; CONNECTION_FAILED where nothing answers, the certificate is not known, or
   * the line breaks (also while the body is read); CANCELLED when the signal aborts
   */
  fetch(address: string | URL, request: OutletRequest): Promise<Response>;
}

export interface OutletRequest {
  readonly party: ConnectionParty;
  readonly purpose: ConnectionPurpose;
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** "manual": the redirect itself is the answer; followed where it is left out */
  readonly redirect?: "follow" | "manual";
  /** milliseconds until the head of the answer must be there; 30,000 where it is left out */
  readonly answerWithinMs?: number;
  /** milliseconds that may pass between two pieces of the body; as long as it takes where it is left out */
  readonly idleMs?: number;
  readonly signal: AbortSignal;
}
