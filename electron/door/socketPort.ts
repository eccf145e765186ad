import type { Socket } from "node:net";

/** A socket that carries whole messages, text or bytes, as the message ports do that oRPC speaks over. */
export interface SocketPort {
  on(event: "message", listener: (event?: { data: unknown }) => void): void;
  on(event: "close", listener: () => void): void;
  postMessage(message: unknown): void;
  /** The next message, before anybody listens. @throws where none comes any more */
  next(): Promise<unknown>;
  /** From now on messages may have so many bytes. */
  allow(bytes: number): void;
  close(): void;
}

const headBytes = 5;
const [textKind, bytesKind] = [0, 1];

/** Before each message stand its length (4 bytes, big-endian) and whether it is text or bytes. A longer one than is allowed ends it. */
export function createSocketPort(socket: Socket, mostBytes: number): SocketPort {
  let most = mostBytes;
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = headBytes;
  let kind: number | null = null;
  let isClosed = false;
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const closings: (() => void)[] = [];
  const waiting: unknown[] = [];
  let wake: (() => void) | null = null;

  socket.setNoDelay(true);
  // Its end is told by "close".
  socket.on("error", () => {});
  socket.on("close", () => {
    isClosed = true;
    wake?.();
    for (const closing of closings) closing();
  });
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted && !isClosed) take();
  });

  return {
    on(event, listener) {
      if (event === "close") closings.push(listener);
      else listeners.push(listener);
    },
    postMessage(message) {
      if (isClosed || socket.destroyed) return;
      const isText = typeof message === "string";
      const body = isText ? Buffer.from(message) : Buffer.from(message as ArrayBuffer);
      const head = Buffer.alloc(headBytes);
      head.writeUInt32BE(body.length);
      head.writeUInt8(isText ? textKind : bytesKind, 4);
      socket.write(head);
      socket.write(body);
    },
    async next() {
      for (;;) {
        const message = waiting.shift();
        if (message !== undefined) return message;
        if (isClosed) throw new Error("The connection ended");
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    allow(bytes) {
      most = bytes;
    },
    close: () => void socket.destroy(),
  };

  function take(): void {
    const all = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
    const part = all.subarray(0, wanted);
    chunks = all.length > wanted ? [all.subarray(wanted)] : [];
    held -= wanted;
    if (kind === null) {
      wanted = part.readUInt32BE(0);
      kind = part.readUInt8(4);
      if (wanted > most) socket.destroy();
    } else {
      const data = kind === textKind ? part.toString() : new Uint8Array(part);
      kind = null;
      wanted = headBytes;
      if (listeners.length === 0) waiting.push(data);
      else for (const listener of listeners) listener({ data });
      wake?.();
    }
  }
}
