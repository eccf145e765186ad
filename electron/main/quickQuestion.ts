import type { Material } from "../contract/desktop.ts";
import type { Clock } from "../core/ports.ts";
import type { Words } from "../words/words.ts";
import { backgroundOf, safePreferences } from "./createWindow.ts";
import type { BrowserWindow, ElectronApi } from "./electronApi.ts";
import { appOrigin } from "./origin.ts";

const size = { width: 640, height: 520 } as const;
/** UTF-16 code units of a text that is offered as material. */
const mostMaterial = 1_000_000;
/** The conversation is still there when the window comes forward again within so many milliseconds. */
const keptMs = 120_000;

export interface QuickQuestion {
  /** Brings the window forward, or hides it where it is in front. */
  toggle(): void;
  show(): void;
  hide(): void;
  /** Closes the window, which is made again when it is shown. */
  close(): void;
  material(): Promise<Material[]>;
  isContents(contentsId: number): boolean;
}

/** The small window of a question between other work. It floats above other windows until it is put away. */
export function createQuickQuestion(
  electron: Pick<ElectronApi, "app" | "BrowserWindow" | "clipboard" | "nativeTheme" | "screen">,
  options: {
    readonly preload: string;
    readonly icon: string;
    readonly clock: Clock;
    readonly words: Words;
    readonly platform: NodeJS.Platform;
  },
): QuickQuestion {
  const { app, clipboard, screen } = electron;
  const { clock, platform, words } = options;
  let window: BrowserWindow | null = null;
  let hiddenAt: number | null = null;

  function make(): BrowserWindow {
    const made = new electron.BrowserWindow({
      ...size,
      minWidth: 420,
      minHeight: 320,
      show: false,
      frame: false,
      title: words.t("quick.title"),
      icon: options.icon,
      skipTaskbar: true,
      alwaysOnTop: true,
      fullscreenable: false,
      maximizable: false,
      minimizable: false,
      backgroundColor: backgroundOf(electron.nativeTheme),
      webPreferences: safePreferences(app, options.preload),
    });
    made.on("closed", () => {
      if (window === made) window = null;
    });
    return made;
  }

  const load = (to: BrowserWindow) => void to.loadURL(`${appOrigin}/?quick#/chat`);

  function show() {
    if (!window || window.isDestroyed()) {
      window = make();
      load(window);
      const opened = window;
      opened.once("ready-to-show", () => bring(opened));
      return;
    }
    if (hiddenAt !== null && clock.monotonic() - hiddenAt > keptMs) load(window);
    bring(window);
  }

  /** Onto the screen where the person is, a third from its top. */
  function bring(to: BrowserWindow) {
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    const { width, height } = to.getBounds();
    if (!to.isVisible()) {
      to.setPosition(
        Math.round(workArea.x + (workArea.width - width) / 2),
        Math.round(workArea.y + Math.max(0, (workArea.height - height) / 3)),
      );
    }
    hiddenAt = null;
    to.show();
    to.focus();
  }

  function hide() {
    if (!window || window.isDestroyed() || !window.isVisible()) return;
    window.hide();
    hiddenAt = clock.monotonic();
    // Gives the focus back to the program that was in front.
    if (platform === "darwin" && electron.BrowserWindow.getAllWindows().every((each) => !each.isVisible())) app.hide();
  }

  return {
    show,
    hide,
    toggle() {
      if (window && !window.isDestroyed() && window.isVisible() && window.isFocused()) hide();
      else show();
    },
    close() {
      window?.destroy();
      window = null;
    },
    async material() {
      // Elsewhere nothing tells what is selected in another program before it is copied.
      const selection = platform === "linux" ? await clipboard.selection.readText() : "";
      const copied = await clipboard.readText();
      const found: Material[] = [
        { from: "selection", text: selection },
        { from: "clipboard", text: copied === selection ? "" : copied },
      ];
      return found.filter(({ text }) => text.trim() !== "" && text.length <= mostMaterial);
    },
    isContents: (contentsId) => window?.webContents.id === contentsId,
  };
}
