import path from "node:path";
import type { Clock } from "../core/ports.ts";
import type { Words } from "../words/words.ts";
import type { BrowserWindow, ElectronApi, WebPreferences } from "./electronApi.ts";
import { appOrigin } from "./origin.ts";
import { minimumSize, placeWindow, type WindowStateFile } from "./windowState.ts";

/** The colours behind the page until it has drawn itself. */
const background = { light: "#ffffff", dark: "#1b1b1a" } as const;

export function backgroundOf({ shouldUseDarkColors }: Pick<ElectronApi["nativeTheme"], "shouldUseDarkColors">): string {
  return shouldUseDarkColors ? background.dark : background.light;
}

/** Sandboxed, isolated from Node, without what a page of ours does not need. */
export function safePreferences(app: Pick<ElectronApi["app"], "isPackaged">, preload: string): WebPreferences {
  return {
    preload: path.resolve(preload),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !app.isPackaged,
  };
}

/** The main window: sandboxed, isolated from Node, shown when it has something to show. */
export function createWindow(
  electron: Pick<ElectronApi, "app" | "BrowserWindow" | "dialog" | "nativeTheme" | "screen">,
  options: {
    readonly preload: string;
    readonly icon: string;
    readonly state: WindowStateFile;
    readonly clock: Clock;
    readonly hash: string;
    readonly words: Words;
  },
): BrowserWindow {
  const { app, BrowserWindow: Window, nativeTheme, screen } = electron;
  const state = options.state.read();
  const window = new Window({
    ...placeWindow(
      state,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: app.getName(),
    icon: options.icon,
    backgroundColor: backgroundOf(nativeTheme),
    autoHideMenuBar: true,
    webPreferences: safePreferences(app, options.preload),
  });
  if (state?.maximized) window.maximize();
  if (state?.fullScreen) window.setFullScreen(true);
  window.once("ready-to-show", () => window.show());
  keepState(window, options.state, options.clock);
  offerReload(electron, window, options.words);
  void window.loadURL(`${appOrigin}/${options.hash}`);
  return window;
}

/** Notes the place half a second after the last change, and at the end. */
function keepState(window: BrowserWindow, file: WindowStateFile, clock: Clock): void {
  let pending: { clear(): void } | null = null;
  const write = () => {
    pending?.clear();
    pending = null;
    // The place it returns to, where it is maximized now.
    const { x, y, width, height } = window.getNormalBounds();
    file.write({ x, y, width, height, maximized: window.isMaximized(), fullScreen: window.isFullScreen() });
  };
  const later = () => {
    pending?.clear();
    pending = clock.setTimeout(write, 500);
  };
  window.on("resize", later);
  window.on("move", later);
  window.on("close", write);
}

/** A page that crashed or hangs is a matter of the page: the work goes on, and the page can come back. */
function offerReload({ app, dialog }: Pick<ElectronApi, "app" | "dialog">, window: BrowserWindow, { t }: Words): void {
  let asking = false;
  const ask = async (message: string, buttons: readonly [string, string], answer: (index: number) => void) => {
    if (asking || window.isDestroyed()) return;
    asking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: "warning",
      message,
      detail: t("shell:kept"),
      buttons: [...buttons],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    asking = false;
    if (!window.isDestroyed()) answer(response);
  };
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason === "clean-exit") return;
    void ask(t("shell:stopped"), [t("shell:reload"), t("shell:quit")], (index) =>
      index === 0 ? window.webContents.reload() : app.quit(),
    );
  });
  window.on("unresponsive", () => {
    void ask(t("shell:hangs"), [t("shell:reload"), t("shell:wait")], (index) => {
      if (index !== 0) return;
      // A busy page never comes to its own reload; its process ends first.
      window.webContents.forcefullyCrashRenderer();
      window.webContents.reload();
    });
  });
}
