import { acceleratorOf } from "../contract/keys.ts";
import type { Words } from "../words/words.ts";
import type { ElectronApi, Tray } from "./electronApi.ts";

/** Points of a side that each system gives the picture. */
const sides: Readonly<Partial<Record<NodeJS.Platform, number>>> = { darwin: 18, win32: 16 };

/** The application's place in the system's tray, while it has one. */
export function createTray(
  electron: Pick<ElectronApi, "app" | "Menu" | "nativeImage" | "Tray">,
  options: {
    readonly icon: string;
    readonly words: Words;
    readonly platform: NodeJS.Platform;
    readonly showMain: () => void;
    readonly showQuick: () => void;
  },
): {
  /** @param quickKey stands beside the item; null: none is held */
  set(isThere: boolean, quickKey: string | null): void;
} {
  const { app, Menu, nativeImage } = electron;
  const { icon, platform, showMain, showQuick } = options;
  const { t } = options.words;
  let tray: Tray | null = null;

  function make(): Tray {
    const side = sides[platform] ?? 22;
    const made = new electron.Tray(nativeImage.createFromPath(icon).resize({ width: side, height: side }));
    made.setToolTip(app.getName());
    // A click opens the menu where the system has it so.
    if (platform === "win32") made.on("click", showMain);
    return made;
  }

  return {
    set(isThere, quickKey) {
      if (!isThere) {
        tray?.destroy();
        tray = null;
        return;
      }
      tray ??= make();
      tray.setContextMenu(
        Menu.buildFromTemplate([
          {
            label: t("quick.title"),
            ...(quickKey === null ? {} : { accelerator: acceleratorOf(quickKey), registerAccelerator: false }),
            click: showQuick,
          },
          { label: t("shell:show", { name: app.getName() }), click: showMain },
          { type: "separator" },
          { label: t("shell:quit"), click: () => app.quit() },
        ]),
      );
    },
  };
}
