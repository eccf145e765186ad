import { connect } from "node:net";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { RouterClient } from "@orpc/server";
import { AppError } from "../contract/errors.ts";
import type { DoorRouter } from "./doorRouter.ts";
import { readDoor } from "./doorFile.ts";
import { greet } from "./handshake.ts";
import { mostMessageBytes } from "./mostMessage.ts";
import { createSocketPort } from "./socketPort.ts";

export type DoorClient = RouterClient<DoorRouter>;

/** A library that another process has open. */
export interface Entered {
  readonly client: DoorClient;
  /** aborts when the other process has closed the library or has ended, before any call fails of it */
  readonly lost: AbortSignal;
  leave(): void;
}

const handshakeMs = 5_000;

/** Null where nobody lets this process in: there is no door, nobody is behind it any more, or it is of another version. */
export async function enterDoor(data: string, version: string): Promise<Entered | null> {
  const address = await readDoor(data);
  if (address === null) return null;
  const socket = connect({ host: "127.0.0.1", port: address.port, timeout: handshakeMs });
  socket.once("timeout", () => socket.destroy());
  const port = createSocketPort(socket, mostMessageBytes);
  try {
    await greet(port, address.key, version);
  } catch {
    port.close();
    return null;
  }
  socket.setTimeout(0);
  const lost = new AbortController();
  port.on("close", () => lost.abort());
  const link = new RPCLink({ port });
  const client: DoorClient = createORPCClient({
    // A link whose port is closed would wait for an answer for ever.
    call: (path, input, options) =>
      lost.signal.aborted ? Promise.reject(new AppError("CANCELLED")) : link.call(path, input, options),
  });
  return { client, lost: lost.signal, leave: () => port.close() };
}
