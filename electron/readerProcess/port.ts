import process from "node:process";
import type { FromReader, ToReader } from "../core/library/reading/readerProtocol.ts";

/** The line to the shell, over Electron's utility process or a forked Node alike. */
export interface Port {
  send(message: FromReader): void;
  onMessage(listener: (message: ToReader) => void): void;
}

/** Opens the line; when the shell goes away, so does this process. */
export function openPort(): Port {
  const parent = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (parent) {
    return {
      send: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on("message", (event) => listener(event.data as ToReader)),
    };
  }
  if (!process.send) throw new Error("The reader process runs only as a child of the application.");
  process.on("disconnect", () => process.exit(0));
  return {
    // A message that cannot be delivered has no receiver left: the disconnect that follows ends the process.
    send: (message) => void process.send?.(message, undefined, {}, () => {}),
    onMessage: (listener) => void process.on("message", (message) => listener(message as ToReader)),
  };
}

/** The part of Electron's `ParentPort` that is used here; Electron itself is never imported. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): void;
}
