import { connect, type Socket } from "node:net";
import { once } from "node:events";
import type { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { listen, type ListenBounds } from "../../../electron/serve/listen.ts";

/** Clients that are slow on purpose, at a server whose bounds are so small that nobody has to wait for them. */

const long = 3_600_000;
const patient: ListenBounds = { headMs: long, wholeMs: long, checkMs: 10, unreadMs: long, connections: 100 };
const close: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(close.splice(0).map((each) => each()))));

async function serve(fetch: Hono["fetch"], bounds: Partial<ListenBounds>): Promise<number> {
  const listening = await listen(fetch, 0, { ...patient, ...bounds });
  close.push(() => listening.close());
  return listening.port;
}

/** A connection that says this and then nothing more. */
function connection(port: number, said = ""): Socket {
  const socket = connect(port, "127.0.0.1");
  // The other side may end it in any way.
  socket.on("error", () => {});
  socket.write(said);
  close.push(() => Promise.resolve(socket.destroy()));
  return socket;
}

/** All that comes until the connection ends. */
function allOf(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (data: string) => (text += data));
  return new Promise((resolve) => socket.once("close", () => resolve(text)));
}

const head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
const get = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

describe("the server for programs", () => {
  it("ends a connection whose head never ends, before anybody is asked", async () => {
    let asked = 0;
    const answer = () => new Response(String((asked += 1)));
    const port = await serve(answer, { headMs: 20 });
    expect(await allOf(connection(port, head))).toContain(" 408 ");
    expect(await allOf(connection(port))).toContain(" 408 ");
    expect(asked).toBe(0);
  });

  it("ends a connection whose body never ends, and whoever waits for it", async () => {
    const waited = Promise.withResolvers<string>();
    const port = await serve(
      async (request) => {
        await request.text().catch((error: unknown) => waited.resolve(String(error)));
        return new Response("all of it");
      },
      { headMs: 20, wholeMs: 20 },
    );
    const answer = await allOf(connection(port, `${head}Content-Length: 1000\r\n\r\n{`));
    expect(await waited.promise).toMatch(/Error/u);
    expect(answer).not.toContain("all of it");
  });

  it("ends the connection and the work of a client that does not read, and of no other that waits", async () => {
    const [begun, thought, stopped] = [0, 0, 0].map(() => Promise.withResolvers<undefined>());
    const piece = new Uint8Array(1024 * 1024);
    const port = await serve(
      async (request) => {
        if (new URL(request.url).pathname === "/thinks") {
          begun?.resolve(undefined);
          await thought?.promise;
          return new Response("thought of");
        }
        request.signal.addEventListener("abort", () => stopped?.resolve(undefined));
        // Without an end, of which the system takes what it has room for.
        return new Response(new ReadableStream({ pull: (own) => own.enqueue(piece) }));
      },
      { unreadMs: 20 },
    );
    const waiting = allOf(connection(port, get.replace("/", "/thinks")));
    await begun?.promise;
    connection(port, get).pause();
    await stopped?.promise;
    thought?.resolve(undefined);
    expect(await waiting).toContain("thought of");
  });

  it("takes so many connections at a time and no more, and one more when one has left", async () => {
    const port = await serve(() => new Response("welcome"), { connections: 2 });
    const [first, second] = [connection(port), connection(port)];
    await Promise.all([once(first, "connect"), once(second, "connect")]);
    expect(await allOf(connection(port, get))).toBe("");
    first.destroy();
    let answer = "";
    // It has left when the server knows of it.
    while (answer === "") answer = await allOf(connection(port, get));
    expect(answer).toContain("welcome");
    expect(second.closed).toBe(false);
  });
});
