import { randomBytes } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { RPCHandler } from "@orpc/server/message-port";
import { createRouterClient } from "@orpc/server";
import type { App } from "../api/createApp.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { createDoorRouter, newVisit, type Visit } from "./doorRouter.ts";
import { removeDoor, writeDoor } from "./doorFile.ts";
import { receive } from "./handshake.ts";
import { mostMessageBytes } from "./mostMessage.ts";
import { createSocketPort } from "./socketPort.ts";

/** The door of an application for commands of the same person, who find it by a file in the data folder. */
export interface Door {
  /** Lets nobody else in and waits until those who are in have left, for so many milliseconds at most. */
  empty(mostMs: number, signal: AbortSignal): Promise<void>;
  /** Those who are in learn of it by the end of their connection. */
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly data: string;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** see `Visit` */
  readonly giveUp: () => boolean;
}

/** bytes that a message may have, before and after it is known who sends it */
const mostBytes = { stranger: 1024, known: mostMessageBytes };
const handshakeMs = 5_000;

/** Listens on the loopback address. What speaks anything but this, such as a browser, is cut at its first bytes. */
export async function openDoor(app: App, { data, version, clock, logger, giveUp }: DoorOptions): Promise<Door> {
  const key = randomBytes(32).toString("base64url");
  const client = createRouterClient(app.router, { context: {} });
  const handler = new RPCHandler<Visit>(createDoorRouter(app), {
    clientInterceptors: [
      ({ path, input, context, next }) => {
        const { jobId } = (input ?? {}) as { jobId?: unknown };
        if (path.join(".") === "jobs.attach" && typeof jobId === "string") context.followed.add(jobId);
        return next();
      },
    ],
  });
  const strangers = new Set<Socket>();
  const visits = new Map<Socket, Visit>();
  let isClosing = false;
  let onLeft = (): void => {};

  const server = createServer((socket) => {
    strangers.add(socket);
    socket.once("close", () => strangers.delete(socket));
    letIn(socket).catch(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve, reject) => server.once("error", reject).once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No address was bound.");
  await writeDoor(data, { port: address.port, key }).catch((error: unknown) => {
    server.close();
    throw error;
  });

  async function letIn(socket: Socket): Promise<void> {
    const port = createSocketPort(socket, mostBytes.stranger);
    const late = clock.setTimeout(() => socket.destroy(), handshakeMs);
    await receive(port, key, version).finally(() => late.clear());
    strangers.delete(socket);
    if (isClosing) throw new Error("The library is being closed");
    port.allow(mostBytes.known);
    const visit = newVisit(giveUp);
    visits.set(socket, visit);
    port.on("close", () => {
      visits.delete(socket);
      // Where the library is being closed, it ends them itself.
      if (!isClosing) endWorkOf(visit);
      onLeft();
    });
    handler.upgrade(port, { context: visit });
  }

  /** What a command has ended without waiting for is wanted by nobody, unless another one waits for it. */
  function endWorkOf({ followed, errands }: Visit): void {
    const onFault = (error: unknown): void =>
      logger.warn("The work of a command that is gone was not ended", { error: String(error) });
    for (const errand of errands.values()) errand.end("interrupted").catch(onFault);
    for (const jobId of followed) {
      if ([...visits.values()].some((other) => other.followed.has(jobId))) continue;
      client.jobs.cancel({ jobId }).catch(onFault);
    }
  }

  async function close(): Promise<void> {
    if (isClosing && !server.listening) return;
    isClosing = true;
    await removeDoor(data);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of [...strangers, ...visits.keys()]) socket.destroy();
    await closed;
  }

  return {
    async empty(mostMs, signal) {
      await removeDoor(data);
      for (const socket of strangers) socket.destroy();
      const until = clock.now() + mostMs;
      while (visits.size > 0 && !signal.aborted && clock.now() < until) {
        await new Promise<void>((resolve) => {
          const timer = clock.setTimeout(resolve, Math.min(until - clock.now(), 200));
          onLeft = () => {
            timer.clear();
            resolve();
          };
        });
      }
    },
    close,
  };
}
