import { AppError, toAppError } from "../../../contract/errors.ts";
import type { ConnectionPurpose } from "../../../contract/connections.ts";
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
}

/** Bytes of an answer that is read as a whole. */
const mostBytes = 256 * 1024 * 1024;

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
  { name, url, waitSeconds: usualWait }: Server,
): EndpointClient {
  async function open(route: string, { purpose, signal, body, waitSeconds = usualWait, model }: Ask): Promise<Answer> {
    if (signal.aborted) throw new AppError("CANCELLED");
    const secret = await key();
    const blamed: Blamed = { name, key: secret, ...(model !== undefined && { model }) };
    const patience = createPatience(clock, signal, waitSeconds * 1000);
    const failed = (thrown: unknown, begun: boolean): AppError => {
      patience.end();
      if (signal.aborted) return new AppError("CANCELLED", { cause: thrown });
      if (patience.isOver) return new AppError("ENDPOINT_NO_ANSWER_IN_TIME", { data: { name, seconds: waitSeconds } });
      return ofConnection(thrown, blamed, begun);
    };
    let response: Response;
    try {
      response = await outlet.fetch(`${url}${route}`, {
        party: { kind: "endpoint", name },
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
        answerWithinMs: waitSeconds * 1000 + GRACE_MS,
        signal: patience.signal,
      });
    } catch (thrown) {
      throw failed(thrown, false);
    }
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    async function* text(): AsyncGenerator<string, void> {
      let isDone = false;
      try {
        for (;;) {
          patience.again();
          const piece = await reader?.read();
          // Who takes the pieces may take its time.
          patience.end();
          if (!piece || piece.done) break;
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
      mediaType: (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
      headers: response.headers,
      text,
    };
  }

  return {
    open,
    async json(route, ask) {
      const answer = await open(route, ask);
      const text = await readUpTo(answer.text(), mostBytes);
      try {
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw new AppError("ENDPOINT_NOT_AN_API", { data: { name }, cause });
      }
    },
  };
}

/** An answer of an error can be a page of a website. */
const MOST_OF_ERROR = 64 * 1024;
/** By which the outlet waits longer than is waited here, where it is known whom to blame. */
const GRACE_MS = 5000;

/** Aborts when nothing came for so long, or when the caller does. */
function createPatience(clock: Clock, signal: AbortSignal, ms: number) {
  const over = new AbortController();
  let isOver = false;
  const begin = () =>
    clock.setTimeout(() => {
      isOver = true;
      over.abort();
    }, ms);
  let timer = begin();
  return {
    signal: AbortSignal.any([signal, over.signal]),
    get isOver() {
      return isOver;
    },
    again() {
      timer.clear();
      timer = begin();
    },
    end: () => timer.clear(),
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
