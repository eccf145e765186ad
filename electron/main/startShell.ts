import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { RPCHandler } from "@orpc/server/message-port";
import { createRouterClient } from "@orpc/server";
import * as z from "zod";
import type { App } from "../api/createApp.ts";
import type { LibraryHost } from "../api/createLibraryHost.ts";
import type { ReceivedFile } from "../contract/app.ts";
import { summaryOptionsSchema } from "../contract/summaryOptions.ts";
import type { Settings } from "../contract/settings.ts";
import { toAppError } from "../contract/errors.ts";
import { type Clock, forgottenMark, type Logger, type Ports } from "../core/ports.ts";
import { createWords } from "../words/words.ts";
import { createDesktop } from "./desktop.ts";
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
  /** Opens the library, or waits for who unlocks it. @throws what opening throws */
  readonly openLibrary: (options: { ports: Ports; version: string; door: "window" }) => Promise<LibraryHost>;
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

/** What a second start hands over to the first. */
const handedOverSchema = z.object({
  files: z.array(z.string()).readonly(),
  summarizes: z.boolean(),
  isQuick: z.boolean(),
});

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
  forgetPages(data);
  // Under Wayland keys in front of other programs are asked for at the desktop's portal.
  if (platform === "linux") app.commandLine.appendSwitch("enable-features", "GlobalShortcutsPortal");
  if (platform === "win32") app.setAppUserModelId("dev.tramontane.app");
  const { files, summarizes, isQuick } = args;
  if (!app.requestSingleInstanceLock({ files, summarizes, isQuick } satisfies z.infer<typeof handedOverSchema>)) {
    app.quit();
    return;
  }

  let window: BrowserWindow | null = null;
  let isServing = false;
  const inbox = createInbox(incoming(files, summarizes));
  app.on("second-instance", (_event, _argv, _workingFolder, additional) => {
    const handed = handedOverSchema.safeParse(additional);
    if (isServing) {
      if (handed.success && handed.data.isQuick) desktop.showQuick();
      else show();
    }
    if (handed.success) inbox.add(incoming(handed.data.files, handed.data.summarizes));
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    inbox.add(incoming([file], false));
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
  const state = createWindowStateFile(data, logger);
  const preload = path.join(folder, "dist/electron/preload.cjs");
  const icon = path.join(folder, "resources/icons/icon.png");
  const show = (hash = "") => {
    if (window && !window.isDestroyed()) {
      bringForward(window);
      // Only the fragment differs, so that the page stays and follows it.
      if (hash !== "") void window.loadURL(`${appOrigin}/${hash}`);
      return;
    }
    const opened = createWindow(electron, { words, preload, icon, state, clock, hash });
    opened.on("closed", () => {
      if (window !== opened) return;
      window = null;
      desktop.mainClosed();
    });
    window = opened;
  };
  const desktop = createDesktop(electron, { preload, icon, clock, logger, words, platform, showMain: show });
  app.on("web-contents-created", (_event, contents) =>
    restrictContents(contents, (address) => {
      openLink(address).catch((error: unknown) => logger.error("A link was not opened", { error: String(error) }));
    }),
  );

  await app.whenReady();
  const refused: [address: string, method: string][] = [];
  let tellRefused = (address: string, method: string): void => void refused.push([address, method]);
  restrictSession(electron.session.defaultSession, (address, method) => tellRefused(address, method));

  let library: LibraryHost;
  try {
    library = await options.openLibrary({
      ports: { ...ports, chooseFolder, desktop },
      version: options.version,
      door: "window",
    });
  } catch (thrown) {
    const error = toAppError(thrown);
    logger.error("The library was not opened", { code: error.code, cause: String(error.cause) });
    electron.dialog.showErrorBox(words.t("shell:cannotStart", { name: app.getName() }), words.error(error.toProblem()));
    app.exit(1);
    return;
  }

  tellRefused = (address, method) => {
    try {
      const app = library.app();
      if (app === null) refused.push([address, method]);
      else app.core.connections.refusePage(address, method);
    } catch (error) {
      logger.error("A refused request was not written into the ledger", { error: String(error) });
    }
  };

  electron.session.defaultSession.protocol.handle(
    appScheme,
    serveInterface({
      folder: path.join(folder, "dist/renderer"),
      handleFiles: (request) => library.current().handleFiles(request),
    }),
  );
  const handover = handOverPorts(electron, {
    isKnown: (contentsId) => window?.webContents.id === contentsId || desktop.isContents(contentsId),
    // The page asks for another port when it comes back, which it does whenever the library was locked or opened.
    upgrade: (port) => new RPCHandler(library.current().router).upgrade(port, { context: {} }),
    refused: (address) => logger.warn("A port was refused", { address }),
  });
  let stopFollowing = (): void => {};
  library.onSwitch((app) => {
    stopFollowing();
    stopFollowing = () => {};
    if (app === null) return;
    for (const each of refused.splice(0)) tellRefused(...each);
    stopFollowing = followSettings(app, logger, (settings) => {
      electron.nativeTheme.themeSource = settings.theme;
      desktop.apply(settings);
    });
  });
  disposeAtQuit(electron, { clock, logger }, async () => {
    stopFollowing();
    desktop.close();
    handover.close();
    await library.dispose();
  });

  const openFiles = async () => inbox.add(incoming(await choose(["openFile", "multiSelections"]), false));
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
    if (platform !== "darwin" && !desktop.staysOpen()) app.quit();
  });
  isServing = true;
  if (isQuick) desktop.showQuick();
  else show();
  inbox.open(async ({ file, summarizes: isToBeSummarized }) => {
    try {
      const core = await opened(library);
      const received = await core.receivePath(file);
      show(addressOf(received));
      if (isToBeSummarized && received.documentId !== null) {
        summarize(core, received.documentId, received.jobId).catch((error: unknown) =>
          logger.warn("A summary was not started", { error: String(error) }),
        );
      }
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

/** Resolves when the library is open. */
function opened(library: LibraryHost): Promise<App> {
  const { promise, resolve } = Promise.withResolvers<App>();
  const stop = library.onSwitch((app) => {
    if (app !== null) resolve(app);
  });
  return promise.finally(stop);
}

/** What pages kept before the library was encrypted goes, once, before Chromium opens it: deleted rows stay in its files for a while. */
function forgetPages(data: string): void {
  const window = path.join(data, "window");
  if (!existsSync(path.join(window, forgottenMark))) return;
  rmSync(window, { recursive: true, force: true });
}

/** Where what was taken in is shown. */
function addressOf({ kind, documentId, collectionId }: ReceivedFile): string {
  if (kind === "model") return "#/models";
  return collectionId === null ? `#/document/${documentId ?? ""}` : `#/collection/${collectionId}`;
}

/** Starts the summary of a document once it is read, where the settings have it not started by itself and none was made yet. */
async function summarize(app: App, documentId: string, jobId: string): Promise<void> {
  if (app.core.store.settings.get().summarizeOnOpen) return;
  const { jobs, summaries } = createRouterClient(app.router, { context: {} });
  for await (const event of await jobs.attach({ jobId }))
    if (event.type === "failed" || event.type === "cancelled") return;
  if ((await summaries.list({ documentId })).length > 0) return;
  await summaries.start({ documentId, options: summaryOptionsSchema.parse({}) });
}

interface Incoming {
  readonly file: string;
  /** its summary is wanted, whatever the settings say of documents that are opened */
  readonly summarizes: boolean;
}

function incoming(files: readonly string[], summarizes: boolean): Incoming[] {
  return files.map((file) => ({ file, summarizes }));
}

/** Holds files until the application can take them, then passes them on one after the other. */
function createInbox(first: readonly Incoming[]): {
  add(files: readonly Incoming[]): void;
  open(take: (file: Incoming) => Promise<void>): void;
} {
  const waiting = [...first];
  let take: ((file: Incoming) => Promise<void>) | null = null;
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

/**
 * Tells the settings as they are, and whenever they changed: before anybody outside hears of it, so that who then asks what became of
 * them hears of the new ones.
 * @returns ends it
 */
function followSettings({ core }: App, logger: Logger, apply: (settings: Settings) => void): () => void {
  const tell = () => apply(core.store.settings.get());
  tell();
  return core.changes.listen(({ what }) => {
    if (what !== "settings") return;
    try {
      tell();
    } catch (error) {
      // What was set is set, also where the desktop does not take it.
      logger.error("Changed settings were not taken up", { error: String(error) });
    }
  });
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
