import { type JSONRPCMessage, ReadBuffer, serializeMessage, type Transport } from "@modelcontextprotocol/client";
import { delay, neverAborted } from "../async/waiting.ts";
import type { Clock, TalkingProgram } from "../ports.ts";

/** Milliseconds in which a program may end by itself once its input has ended. */
export const endsWithinMs = 1000;

export interface ProgramTransport extends Transport {
  /** Settles when the program and all of its lines are over. */
  readonly ended: Promise<ProgramEnd>;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly error: string | null;
}

/** Speaks with a program over its standard input and output, a message a line. What else it writes there is passed over. */
export function createProgramTransport(program: TalkingProgram, clock: Clock): ProgramTransport {
  const buffer = new ReadBuffer();
  const ended = new Promise<ProgramEnd>((resolve) => program.onExit(({ code, error }) => resolve({ code, error })));
  let isOver = false;
  const transport: ProgramTransport = {
    ended,
    start() {
      program.onOutput((bytes) => {
        try {
          buffer.append(Buffer.from(bytes));
        } catch (thrown) {
          // A message that is longer than any may be.
          transport.onerror?.(thrown as Error);
          program.kill();
          return;
        }
        readAll();
      });
      void ended.then(() => {
        isOver = true;
        transport.onclose?.();
      });
      return Promise.resolve();
    },
    send: (message) => program.write(serializeMessage(message)),
    async close() {
      program.endInput();
      await Promise.race([ended, delay(clock, endsWithinMs, neverAborted())]);
      if (!isOver) program.kill();
      await ended;
    },
  };
  return transport;

  function readAll(): void {
    for (;;) {
      let message: JSONRPCMessage | null;
      try {
        message = buffer.readMessage();
      } catch (thrown) {
        transport.onerror?.(thrown as Error);
        continue;
      }
      if (message === null) return;
      transport.onmessage?.(message);
    }
  }
}
