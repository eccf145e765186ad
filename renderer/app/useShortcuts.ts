import { useEffect, useMemo } from "react";
import { useChooseFiles } from "../features/library/useChooseFiles.ts";
import { navigate, openChat } from "../lib/route.ts";
import { type Commands, isCommandKey } from "./commands.ts";

/** Listens for the shortcuts that hold everywhere and gives the commands behind them. */
export function useShortcuts({ openPalette, toggleRail }: Pick<Commands, "openPalette" | "toggleRail">): Commands {
  const addFiles = useChooseFiles();
  const commands = useMemo<Commands>(
    () => ({ openPalette, toggleRail, addFiles, newChat: () => openChat(null) }),
    [openPalette, toggleRail, addFiles],
  );
  useEffect(() => {
    const byKey: Record<string, () => void> = {
      k: commands.openPalette,
      n: commands.newChat,
      "shift+o": commands.newChat,
      o: commands.addFiles,
      b: commands.toggleRail,
      ",": () => navigate({ view: "settings" }),
      "/": () => navigate({ view: "shortcuts" }),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isCommandKey(event) || event.altKey || event.defaultPrevented) return;
      const command = byKey[`${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`];
      if (!command) return;
      event.preventDefault();
      command();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [commands]);
  return commands;
}
