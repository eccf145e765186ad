import { AppError, toAppError } from "../../../contract/errors.ts";
import type { ConnectionParty, ConnectionPurpose } from "../../../contract/connections.ts";
import { readUpTo } from "../../net/answers.ts";
import type { Outlet } from "../../net/outlet.ts";
import type { Clock } from "../../ports.ts";
import { type Blamed, ofAnswer, ofConnection } from "./endpointErrors.ts";

/** Speaks with one server. Nothing here knows what is asked of it. */
export interface EndpointClient {
  /** @throws as {@link EndpointClient.open} */
  json(route: string, ask: Ask): Promise<unknown>;
  /**
   * The answer, of which the head is there.
   * @throws OFFLINE_LOCKED, CANCELLED, ENDPOINT_…, CONTEXT_TOO_SMALL
   */
  open(route: string, ask: Ask): Promise<Answer>;
}

export interface Ask {
  readonly purpose: ConnectionPurpose;
  readonly signal: AbortSignal;
  /** sent as JSON; without it the route is read */
  readonly body?: object;
  /** seconds until the answer begins and between two pieces of it; those of the endpoint where it is left out */
  readonly waitSeconds?: number;
  /** seconds until it is there as a whole, however it trickles; four times those of a piece where it is left out */
  readonly mostSeconds?: number;
  /** the model that is asked for */
  readonly model?: string;
}

export interface Answer {
  /** as the server says it, without parameters */
  readonly mediaType: string;
  readonly headers: Headers;
  /** Its text, piece by piece; ends the connection where it is left early. @throws as {@link EndpointClient.open} */
  text(): AsyncGenerator<string, void>;
}

export interface Server {
  readonly name: string;
  /** of its API, without a slash at its end */
  readonly url: string;
  readonly waitSeconds: number;
  /** SHA-256 of a certificate that it is trusted by although nobody vouches for it */
  readonly certificate?: string | null;
  /** as whom the ledger has it; an endpoint where it is left out */
  readonly party?: ConnectionParty["kind"];
}

/** Characters of an answer that is read as a whole: vectors of many texts, lists of ten thousand models. */
const mostOfAnswer = 64 * 1024 * 1024;
const usualPieces = 4;

/**
 * @param key asked for with each request
 * @param url where the routes are, without a slash at its end: that of the API, or the server's root
 */
export function createEndpointClient(
  {
    outlet,
    clock,
    key,
  }: { readonly outlet: Outlet; readonly clock: Clock; readonly key: () => Promise<string | null> },
  { name, url, waitSeconds: usualWait, certificate, party = "endpoint" }: Server,
): EndpointClient {
  async function open(route: string, ask: Ask): Promise<Answer> {
    const { purpose, signal, body, waitSeconds = usualWait, model } = ask;
    const mostSeconds = ask.mostSeconds ?? waitSeconds * usualPieces;
    if (signal.aborted) throw new AppError("CANCELLED");
    const secret = await key();
    const blamed: Blamed = { name, key: secret, ...(model !== undefined && { model }) };
    const patience = createPatience(clock, signal, { ms: waitSeconds * 1000, mostMs: mostSeconds * 1000 });
    const failed = (thrown: unknown, begun: boolean): AppError => {
      patience.end();
      if (signal.aborted) return new AppError("CANCELLED", { cause: thrown });
      if (patience.over !== null) {
        const seconds = patience.over === "piece" ? waitSeconds : mostSeconds;
        return new AppError("ENDPOINT_NO_ANSWER_IN_TIME", { data: { name, seconds } });
      }
      return ofConnection(thrown, blamed, begun);
    };
    let response: Response;
    try {
      response = await outlet.fetch(`${url}${route}`, {
        party: { kind: party, name },
        purpose,
        method: body ? "POST" : "GET",
        headers: {
          accept: "application/json, text/event-stream",
          ...(body && { "content-type": "application/json" }),
          ...(secret !== null && { authorization: `Bearer ${secret}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        // What is sent goes to the address that was agreed on, and to no other.
        redirect: "manual",
        ...(certificate && { certificate }),
        // In plain text nothing goes beyond the local network, whatever its names stand for.
        isLocal: url.startsWith("http:"),
        answerWithinMs: waitSeconds * 1000 + GRACE_MS,
        signal: patience.signal,
      });
    } catch (thrown) {
      throw failed(thrown, false);
    }
    const mediaType = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    const isSaying = (piece: string): boolean => mediaType !== "text/event-stream" || !isComment(piece);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    async function* text(): AsyncGenerator<string, void> {
      let isDone = false;
      try {
        patience.again();
        for (;;) {
          patience.go();
          const piece = await reader?.read();
          // Who takes the pieces may take its time.
          patience.rest();
          if (!piece || piece.done) break;
          if (isSaying(piece.value)) patience.again();
          yield piece.value;
        }
        isDone = true;
      } catch (thrown) {
        throw failed(thrown, true);
      } finally {
        patience.end();
        if (!isDone) await reader?.cancel().catch(() => {});
      }
    }
    if (!response.ok) throw ofAnswer(response, await readUpTo(text(), MOST_OF_ERROR), blamed, clock.now());
    return {
      mediaType,
      headers: response.headers,
      text,
    };
  }

  return {
    open,
    async json(route, ask) {
      const answer = await open(route, ask);
      const text = await readUpTo(answer.text(), mostOfAnswer);
      try {
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw notAnApi(answer, name, cause);
      }
    },
  };
}

/** Of a page of the web, such as one to log in, it is said what it is. */
export function notAnApi({ mediaType }: Pick<Answer, "mediaType">, name: string, cause?: unknown): AppError {
  const isPage = mediaType === "text/html" || mediaType === "application/xhtml+xml";
  return new AppError("ENDPOINT_NOT_AN_API", { data: { name, ...(isPage && { reason: "PAGE" as const }) }, cause });
}

/** What a server sends so that the line does not look dead, and says nothing with. */
function isComment(piece: string): boolean {
  return piece.split("\n").every((line) => line.trim() === "" || line.startsWith(":"));
}

/** An answer of an error can be a page of a website. */
const MOST_OF_ERROR = 64 * 1024;
/** By which the outlet waits longer than is waited here, where it is known whom to blame. */
const GRACE_MS = 5000;

/** Aborts when nothing came for so long, when it takes too long in all, or when the caller does. */
function createPatience(
  clock: Clock,
  signal: AbortSignal,
  { ms, mostMs }: { readonly ms: number; readonly mostMs: number },
) {
  const ended = new AbortController();
  let over: "piece" | "all" | null = null;
  const stop = (why: "piece" | "all"): void => {
    over = why;
    ended.abort();
  };
  const timers = { all: clock.setTimeout(() => stop("all"), mostMs), piece: clock.setTimeout(() => stop("piece"), ms) };
  let left = ms;
  let since = clock.monotonic();
  return {
    signal: AbortSignal.any([signal, ended.signal]),
    get over() {
      return over;
    },
    /** Something came: the next piece has its whole time. */
    again: () => void (left = ms),
    go() {
      timers.piece.clear();
      since = clock.monotonic();
      timers.piece = clock.setTimeout(() => stop("piece"), left);
    },
    rest() {
      timers.piece.clear();
      left = Math.max(0, left - (clock.monotonic() - since));
    },
    end() {
      timers.piece.clear();
      timers.all.clear();
    },
  };
}

/** True for an error that says that a route is not there, so that another may be. */
export function isMissing(thrown: unknown): boolean {
  const { code, data } = toAppError(thrown);
  return (
    code === "ENDPOINT_NOT_AN_API" ||
    code === "ENDPOINT_NOT_SUPPORTED" ||
    code === "ENDPOINT_MODEL_GONE" ||
    (code === "ENDPOINT_FAILED" && data?.["failed"] === 501)
  );
}
