import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { event, eventForm, mostUnreadBytes, pingMs, stream, type Stream } from "../../../electron/serve/sse.ts";
import { createFakeClock } from "../engine/fakeClock.ts";

const form = eventForm(({ code }) => event({ error: code }));

function begin(work: (own: Stream) => Promise<void>, client = new AbortController()) {
  const clock = createFakeClock();
  return { clock, client, answer: stream(client.signal, { clock, form }, work) };
}

describe("a stream of events", () => {
  it("is what was written, in order", async () => {
    const { answer, clock } = begin(async ({ write }) => {
      write(event({ a: 1 }));
      await Promise.resolve();
      write(event("[DONE]", "end"));
    });
    const response = await answer;
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await response.text()).toBe('data: {"a":1}\n\nevent: end\ndata: [DONE]\n\n');
    expect(clock.waiting).toBe(0);
  });

  it("pings while nothing else is written, by comments that no client shows", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { answer, clock } = begin(async ({ write }) => {
      await promise;
      write(event(1));
    });
    clock.advance(pingMs);
    const response = await answer;
    clock.advance(2 * pingMs);
    resolve(undefined);
    expect(await response.text()).toBe(`${": ping\n\n".repeat(3)}data: 1\n\n`);
  });

  it("fails with a status of its own before anything was written, and in the stream behind it", async () => {
    const failing = () => Promise.reject(new AppError("GENERATION_FAILED"));
    await expect(begin(failing).answer).rejects.toMatchObject({ code: "GENERATION_FAILED" });
    const { answer } = begin(async ({ write }) => {
      write(event(1));
      await failing();
    });
    expect(await (await answer).text()).toBe('data: 1\n\ndata: {"error":"GENERATION_FAILED"}\n\n');
  });

  it("listens to its client no more when it is over, however it ended: a request lives as long as it is listened to", async () => {
    const client = new AbortController();
    const ended = async (work: (own: Stream) => Promise<void>): Promise<number> => {
      await begin(work, client)
        .answer.then((response) => response.text())
        .catch(() => "");
      return getEventListeners(client.signal, "abort").length;
    };
    const write = ({ write: say }: Stream): Promise<void> => Promise.resolve(say(event(1)));
    const fail = (): Promise<void> => Promise.reject(new AppError("GENERATION_FAILED"));
    expect(await ended(write)).toBe(0);
    expect(await ended(() => Promise.resolve())).toBe(0);
    expect(await ended(fail)).toBe(0);
    expect(await ended((own) => write(own).then(fail))).toBe(0);
    expect(await ended(({ write: say }) => Promise.resolve(say("x".repeat(2 * mostUnreadBytes))))).toBe(0);
  });

  it("stops the work when the client is gone, before the first word and behind it", async () => {
    for (const isBegun of [false, true]) {
      const ended = Promise.withResolvers<boolean>();
      const { answer, client, clock } = begin(async ({ signal, write }) => {
        if (isBegun) write(event(1));
        await new Promise<void>((_, reject) => {
          signal.addEventListener("abort", () => reject(new AppError("CANCELLED")));
        }).finally(() => ended.resolve(signal.aborted));
      });
      answer.catch(() => {});
      if (isBegun) await (await answer).body?.cancel();
      else client.abort();
      expect(await ended.promise).toBe(true);
      expect(clock.waiting).toBe(0);
    }
  });

  it("stops the work of a client that does not read, when too much waits for it, and tells it why where it goes on", async () => {
    const piece = event("x".repeat(mostUnreadBytes / 8));
    let written = 0;
    const { answer, clock } = begin(async ({ signal, write }) => {
      while (!signal.aborted) {
        write(piece);
        written += 1;
      }
      write(event("nothing comes behind it"));
      await Promise.reject(new AppError("CANCELLED"));
    });
    const text = await (await answer).text();
    expect(written).toBe(9);
    expect(text.replaceAll(piece, "")).toBe('data: {"error":"ANSWER_UNREAD"}\n\n');
    expect(clock.waiting).toBe(0);
  });

  it("sends a client that reads more than may lie unread, in one piece too", async () => {
    const piece = event("x".repeat(2 * mostUnreadBytes));
    const next = Promise.withResolvers<undefined>();
    const { answer } = begin(async ({ write }) => {
      write(piece);
      await next.promise;
      write(piece);
    });
    const { body } = await answer;
    const lengths: number[] = [];
    for await (const { byteLength } of body ?? []) {
      lengths.push(byteLength);
      next.resolve(undefined);
    }
    expect(lengths).toEqual([piece.length, piece.length]);
  });
});
