import { createContext, useContext } from "react";
import { AppError } from "../../electron/contract/errors.ts";

/** What can be done from anywhere: by shortcut, by the palette or by a button. */
export interface Commands {
  openPalette(): void;
  toggleRail(): void;
  newChat(): void;
  /** Opens the system's file dialog and takes in what is chosen. */
  addFiles(): void;
}

export const CommandsContext = createContext<Commands | null>(null);

export function useCommands(): Commands {
  const commands = useContext(CommandsContext);
  if (!commands) throw new AppError("INTERNAL", { message: "No CommandsContext above this component." });
  return commands;
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Keys as they are printed on this computer's keyboard: `Mod` is Ctrl, or ⌘ on a Mac. */
export function keysOf(keys: string): string {
  return isMac ? keys.replace("Mod+", "⌘").replace("Shift+", "⇧").replace("Alt+", "⌥") : keys.replace("Mod+", "Ctrl+");
}

export const isCommandKey = (event: KeyboardEvent) => (isMac ? event.metaKey : event.ctrlKey);
