import path from "node:path";
import { RPCHandler } from "@orpc/server/message-port";
import { createRouterClient } from "@orpc/server";
import * as z from "zod";
import type { App, createApp as createAppOfApi } from "../api/createApp.ts";
import type { ReceivedFile } from "../contract/app.ts";
import { toAppError } from "../contract/errors.ts";
import type { Clock, Logger, Ports } from "../core/ports.ts";
import { createWords } from "../words/words.ts";
import { createWindow } from "./createWindow.ts";
import type { BrowserWindow, ElectronApi } from "./electronApi.ts";
import { menuTemplate } from "./menu.ts";
import { parseWindowArguments } from "./openedFiles.ts";
import { createLinkOpener } from "./openLink.ts";
import { appOrigin, appScheme } from "./origin.ts";
import { handOverPorts } from "./portHandover.ts";
import { keepFromNetwork } from "./keepFromNetwork.ts";
import { restrictContents, restrictSession } from "./restrictions.ts";
import { serveInterface } from "./serveInterface.ts";
import { createWindowStateFile } from "./windowState.ts";

export interface ShellOptions {
  readonly electron: ElectronApi;
  readonly createApp: typeof createAppOfApi;
  /** ports on this data folder, with utility processes as children */
  readonly createPorts: (data: string) => Ports;
  /** data folder where the command line names none */
  readonly defaultData: string;
  readonly version: string;
  /** folder of the application: `dist` and `resources` lie in it */
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  readonly argv: readonly string[];
  readonly workingFolder: string;
}

/** Files a second start hands over to the first. */
const handedOverSchema = z.object({ files: z.array(z.string()) });

/** The longest the end waits for work to be put away, in milliseconds; what is check-pointed is safe without it. */
const disposeDeadlineMs = 10_000;

/**
 * Runs the window's side of the application. Resolves when the window is there, or at once when another instance on
 * the same data folder was told to come forward instead. Must be called before Electron is ready.
 */
export async function startShell(options: ShellOptions): Promise<void> {
  const { electron, platform, folder } = options;
  const { app } = electron;
  const words = createWords();
  const args = parseWindowArguments(options.argv, app.isPackaged, options.workingFolder);
  const data = args.dataDir ?? options.defaultData;

  electron.protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  app.enableSandbox();
  keepFromNetwork(app.commandLine);
  // What Chromium keeps lies inside the data folder, and with it the lock: one instance for each data folder.
  app.setPath("userData", path.join(data, "window"));
  if (platform === "win32") app.setAppUserModelId("dev.tramontane.app");
  if (!app.requestSingleInstanceLock({ files: args.files })) {
    app.quit();
    return;
  }

  let window: BrowserWindow | null = null;
  const inbox = createInbox(args.files);
  app.on("second-instance", (_event, _argv, _workingFolder, additional) => {
    const handed = handedOverSchema.safeParse(additional);
    if (window) bringForward(window);
    if (handed.success) inbox.add(handed.data.files);
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    inbox.add([file]);
  });
  const choose = async (properties: ("openFile" | "multiSelections" | "openDirectory" | "createDirectory")[]) => {
    const { filePaths } = await (window
      ? electron.dialog.showOpenDialog(window, { properties })
      : electron.dialog.showOpenDialog({ properties }));
    return filePaths;
  };
  const chooseFolder = async () => (await choose(["openDirectory", "createDirectory"]))[0] ?? null;
  const openLink = createLinkOpener(electron, () => window, words);
  const ports = options.createPorts(data);
  const { logger, clock } = ports;
  app.on("web-contents-created", (_event, contents) =>
    restrictContents(contents, (address) => {
      openLink(address).catch((error: unknown) => logger.error("A link was not opened", { error: String(error) }));
    }),
  );

  await app.whenReady();
  const refused: [address: string, method: string][] = [];
  let tellRefused = (address: string, method: string): void => void refused.push([address, method]);
  restrictSession(electron.session.defaultSession, (address, method) => tellRefused(address, method));

  let core: App;
  try {
    core = await options.createApp({ ports: { ...ports, chooseFolder }, version: options.version, door: "window" });
  } catch (thrown) {
    const error = toAppError(thrown);
    logger.error("The library was not opened", { code: error.code, cause: String(error.cause) });
    electron.dialog.showErrorBox(words.t("shell:cannotStart", { name: app.getName() }), words.error(error.toProblem()));
    app.exit(1);
    return;
  }

  tellRefused = (address, method) => {
    try {
      core.core.connections.refusePage(address, method);
    } catch (error) {
      logger.error("A refused request was not written into the ledger", { error: String(error) });
    }
  };
  for (const each of refused) tellRefused(...each);

  electron.session.defaultSession.protocol.handle(
    appScheme,
    serveInterface({ folder: path.join(folder, "dist/renderer"), handleFiles: (request) => core.handleFiles(request) }),
  );
  const rpc = new RPCHandler(core.router);
  const handover = handOverPorts(electron, {
    isKnown: (contentsId) => window?.webContents.id === contentsId,
    upgrade: (port) => rpc.upgrade(port, { context: {} }),
    refused: (address) => logger.warn("A port was refused", { address }),
  });
  const leaving = new AbortController();
  void followTheme(electron, core, logger, leaving.signal);
  disposeAtQuit(electron, { clock, logger }, async () => {
    leaving.abort();
    handover.close();
    await core.dispose();
  });

  const state = createWindowStateFile(data, logger);
  const show = (hash = "") => {
    if (window && !window.isDestroyed()) {
      bringForward(window);
      // Only the fragment differs, so that the page stays and follows it.
      if (hash !== "") void window.loadURL(`${appOrigin}/${hash}`);
      return;
    }
    const opened = createWindow(electron, {
      words,
      preload: path.join(folder, "dist/electron/preload.cjs"),
      icon: path.join(folder, "resources/icons/icon.png"),
      state,
      clock,
      hash,
    });
    opened.on("closed", () => {
      if (window === opened) window = null;
    });
    window = opened;
  };

  const openFiles = async () => inbox.add(await choose(["openFile", "multiSelections"]));
  electron.Menu.setApplicationMenu(
    electron.Menu.buildFromTemplate(
      menuTemplate({
        platform,
        name: app.getName(),
        isPackaged: app.isPackaged,
        words,
        go: show,
        openFiles: () => void openFiles(),
      }),
    ),
  );
  app.on("activate", () => show());
  app.on("window-all-closed", () => {
    if (platform !== "darwin") app.quit();
  });
  show();
  inbox.open(async (file) => {
    try {
      const received = await core.receivePath(file);
      show(addressOf(received));
    } catch (thrown) {
      const error = toAppError(thrown);
      logger.warn("A file was not taken in", { code: error.code });
      const message = {
        type: "warning" as const,
        message: path.basename(file),
        detail: words.error(error.toProblem()),
        noLink: true,
      };
      await (window ? electron.dialog.showMessageBox(window, message) : electron.dialog.showMessageBox(message));
    }
  });
}

/** Where what was taken in is shown. */
function addressOf({ kind, documentId, collectionId }: ReceivedFile): string {
  if (kind === "model") return "#/models";
  return collectionId === null ? `#/document/${documentId ?? ""}` : `#/collection/${collectionId}`;
}

/** Holds files until the application can take them, then passes them on one after the other. */
function createInbox(first: readonly string[]): {
  add(files: readonly string[]): void;
  open(take: (file: string) => Promise<void>): void;
} {
  const waiting = [...first];
  let take: ((file: string) => Promise<void>) | null = null;
  let running = false;
  const drain = async () => {
    if (running || !take) return;
    running = true;
    try {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await take(file);
    } finally {
      running = false;
    }
  };
  return {
    add(files) {
      waiting.push(...files);
      void drain();
    },
    open(taker) {
      take = taker;
      void drain();
    },
  };
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The system's own parts (menus, dialogs, scroll bars) follow the theme of the settings. */
async function followTheme(
  { nativeTheme }: Pick<ElectronApi, "nativeTheme">,
  app: App,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const apply = () => (nativeTheme.themeSource = app.core.store.settings.get().theme);
  apply();
  try {
    const client = createRouterClient(app.router, { context: {} });
    for await (const event of await client.app.watch(undefined, { signal })) {
      if (event.type === "changed" && event.what === "settings") apply();
    }
  } catch (error) {
    if (!signal.aborted) logger.error("The theme is no longer followed", { error: String(error) });
  }
}

/** Quitting waits until the application has put its work away, but not for ever. */
function disposeAtQuit(
  { app }: Pick<ElectronApi, "app">,
  { clock, logger }: { clock: Clock; logger: Logger },
  dispose: () => Promise<void>,
): void {
  let stage: "running" | "disposing" | "done" = "running";
  const end = () => {
    if (stage === "done") return;
    stage = "done";
    app.quit();
  };
  app.on("will-quit", (event) => {
    if (stage === "done") return;
    event.preventDefault();
    if (stage === "disposing") return;
    stage = "disposing";
    const deadline = clock.setTimeout(() => {
      logger.error("The end did not wait any longer for work to be put away");
      end();
    }, disposeDeadlineMs);
    void dispose()
      .catch((error: unknown) => logger.error("The end failed", { error: String(error) }))
      .finally(() => {
        deadline.clear();
        end();
      });
  });
}
