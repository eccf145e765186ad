import { AppError, toAppError } from "../contract/errors.ts";
import type { Clock } from "../core/ports.ts";

/** How a wire form writes what it streams. */
export interface StreamForm {
  readonly contentType: string;
  /** says that the work goes on, where nothing else was said for a while; null where the form has nothing for that */
  readonly ping: string | null;
  /** What ends a stream whose work failed. */
  error(error: AppError): string;
}

export interface Stream {
  /** Aborts when the client is gone, or when the work is over. */
  readonly signal: AbortSignal;
  /** Sends what stands in the form already, such as what {@link event} made. Does nothing once the client is gone. */
  write(text: string): void;
}

/** milliseconds without a byte after which a client is told that the work goes on */
export const pingMs = 15_000;

/** bytes of a stream that may lie unread; the work of a client that lets more pile up is stopped */
export const mostUnreadBytes = 4 * 1024 * 1024;

/** An event of a stream of events; data are written as JSON, but for text, which stands as it is. */
export function event(data: unknown, name?: string): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${text}\n\n`;
}

/** A stream of events (SSE) of a form. @param error what is sent of one */
export function eventForm(error: StreamForm["error"]): StreamForm {
  return { contentType: "text/event-stream; charset=utf-8", ping: ": ping\n\n", error };
}

/**
 * Answers with what the work writes. The answer begins with the first that it writes, or with the first ping: what fails before is thrown,
 * so that it gets a status of its own. What fails later ends the stream with the form's error. A client that is gone aborts the work; so
 * does one that reads more slowly than the work writes for so long that {@link mostUnreadBytes} wait for it: work that waited for a reader
 * would keep its place at the model from others. Such a client finds the form's error behind what it had not read.
 * @param client aborts when the client closes the connection
 */
export function stream(
  client: AbortSignal,
  { clock, form }: { readonly clock: Clock; readonly form: StreamForm },
  work: (stream: Stream) => Promise<void>,
): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    const gone = new AbortController();
    const signal = AbortSignal.any([client, gone.signal]);
    const encoder = new TextEncoder();
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
    let isOver = false;
    let timer = clock.setTimeout(ping, pingMs);

    function begin(): ReadableStreamDefaultController<Uint8Array> {
      if (controller) return controller;
      let opened: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>(
        { start: (own) => void (opened = own), cancel: () => close() },
        new ByteLengthQueuingStrategy({ highWaterMark: mostUnreadBytes }),
      );
      controller = opened as ReadableStreamDefaultController<Uint8Array>;
      resolve(
        new Response(body, {
          headers: { "content-type": form.contentType, "cache-control": "no-cache", "x-accel-buffering": "no" },
        }),
      );
      return controller;
    }

    function write(text: string): void {
      if (isOver) return;
      const own = begin();
      if ((own.desiredSize ?? 0) <= 0) {
        finish(form.error(new AppError("ANSWER_UNREAD")));
        return;
      }
      own.enqueue(encoder.encode(text));
      timer.clear();
      timer = clock.setTimeout(ping, pingMs);
    }

    function ping(): void {
      if (form.ping === null) timer = clock.setTimeout(ping, pingMs);
      else write(form.ping);
    }

    function close(): void {
      isOver = true;
      timer.clear();
      // The signal of a request lives as long as anybody listens to it, and with it all of the request and its answer.
      client.removeEventListener("abort", close);
      gone.abort();
    }

    /** @param last what is written before the end */
    function finish(last: string | null): void {
      if (isOver) return;
      const own = begin();
      if (last !== null) own.enqueue(encoder.encode(last));
      close();
      own.close();
    }

    client.addEventListener("abort", close, { once: true });
    if (client.aborted) close();
    work({ signal, write })
      .then(
        () => finish(null),
        (thrown: unknown) => {
          if (controller !== null) finish(form.error(toAppError(thrown)));
          else {
            close();
            reject(toAppError(thrown));
          }
        },
      )
      // Nobody is left to be answered.
      .finally(() => reject(new AppError("CANCELLED")));
  });
}
