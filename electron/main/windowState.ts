import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Logger } from "../core/ports.ts";

const rectangle = { x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() };
const windowStateSchema = z.object({ ...rectangle, maximized: z.boolean(), fullScreen: z.boolean() });
export type WindowState = z.infer<typeof windowStateSchema>;
export type Rectangle = Pick<WindowState, "x" | "y" | "width" | "height">;

/** Smallest size the interface is laid out for, and the size of a first window; pixels independent of density. */
export const minimumSize = { width: 900, height: 600 } as const;
const firstSize = { width: 1280, height: 840 } as const;

/** Where the window was, kept in `window.json` of the data folder. */
export interface WindowStateFile {
  /** null at a first start or where the note cannot be read */
  read(): WindowState | null;
  write(state: WindowState): void;
}

export function createWindowStateFile(dataFolder: string, logger: Logger): WindowStateFile {
  const file = path.join(dataFolder, "window.json");
  return {
    read() {
      try {
        const parsed = windowStateSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
        return parsed.success ? parsed.data : null;
      } catch (error) {
        logger.info("The window opens at its first place", { reason: String(error) });
        return null;
      }
    },
    write(state) {
      try {
        writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch (error) {
        // The place of the window is worth no question to the user.
        logger.warn("The place of the window was not kept", { reason: String(error) });
      }
    },
  };
}

/**
 * The place for a window: the kept one where enough of it can still be seen on a screen, else the middle of the first
 * screen (no x and y).
 */
export function placeWindow(
  state: WindowState | null,
  screens: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  if (!state) return firstSize;
  const width = Math.max(state.width, minimumSize.width);
  const height = Math.max(state.height, minimumSize.height);
  const isSeen = screens.some((screen) => {
    const across = Math.min(state.x + width, screen.x + screen.width) - Math.max(state.x, screen.x);
    const titleBarIsOn = state.y >= screen.y - 8 && state.y <= screen.y + screen.height - 40;
    return across >= 120 && titleBarIsOn;
  });
  return isSeen ? { width, height, x: state.x, y: state.y } : { width, height };
}
