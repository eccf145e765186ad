import type { ElectronApi, IpcMainEvent } from "./electronApi.ts";
import { isOwnPage } from "./origin.ts";

/** Channel on which the preload asks for a port and gets it. */
export const portChannel = "tramontane:port";

export interface ServerPort {
  on(event: "message", listener: (event: { data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/**
 * Gives a page of the application, and only that, one end of a message channel; the other goes to `upgrade`. A page
 * that asks again (it was reloaded) gets a new channel and its old one is closed.
 * @param isKnown whether these web contents belong to a window of the application
 */
export function handOverPorts(
  electron: Pick<ElectronApi, "ipcMain" | "MessageChannelMain">,
  options: {
    readonly isKnown: (contentsId: number) => boolean;
    readonly upgrade: (port: ServerPort) => void;
    readonly refused: (address: string) => void;
  },
): { close(): void } {
  const open = new Map<number, ServerPort>();
  const listener = (event: IpcMainEvent) => {
    const frame = event.senderFrame;
    const { sender } = event;
    if (!frame || frame !== sender.mainFrame || !isOwnPage(frame.url) || !options.isKnown(sender.id)) {
      options.refused(frame?.url ?? "a frame that is gone");
      return;
    }
    open.get(sender.id)?.close();
    const { port1, port2 } = new electron.MessageChannelMain();
    options.upgrade(port1);
    port1.start();
    port1.on("close", () => {
      if (open.get(sender.id) === port1) open.delete(sender.id);
    });
    open.set(sender.id, port1);
    frame.postMessage(portChannel, null, [port2]);
  };
  electron.ipcMain.on(portChannel, listener);
  return {
    close() {
      electron.ipcMain.removeListener(portChannel, listener);
      for (const port of open.values()) port.close();
      open.clear();
    },
  };
}
