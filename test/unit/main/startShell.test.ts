import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { os } from "@orpc/server";
import type { MessagePort } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import type { LibraryHost } from "../../../electron/api/createLibraryHost.ts";
import { fixedVault } from "../../../electron/api/vaultCalls.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { type SettingsPatch, settingsSchema } from "../../../electron/contract/settings.ts";
import { createChanges } from "../../../electron/core/changes.ts";
import { createWords } from "../../../electron/words/words.ts";
import { forgottenMark, type Ports } from "../../../electron/core/ports.ts";
import { startShell } from "../../../electron/main/startShell.ts";
import { portChannel } from "../../../electron/main/portHandover.ts";
import { createIds, systemClock } from "../../../electron/host/nodePorts.ts";
import {
  createElectronStandIn,
  StandInContents,
  StandInEvent,
  StandInFrame,
  type StandInWindow,
} from "../../helpers/electronStandIn.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

const folder = path.resolve(import.meta.dirname, "../../..");
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A shell over an application that has settings, takes files in and says when it was disposed. */
function shell(
  options: {
    argv?: string[];
    gotLock?: boolean;
    platform?: NodeJS.Platform;
    failure?: AppError;
    isLocked?: boolean;
    data?: string;
  } = {},
) {
  const electron = createElectronStandIn();
  electron.app.gotLock = options.gotLock ?? true;
  const data = options.data ?? temporaryFolder();
  let settings = settingsSchema.parse({});
  const changes = createChanges();
  const received: string[] = [];
  const refused: string[] = [];
  const started: unknown[] = [];
  const disposal = Promise.withResolvers<void>();
  let disposing = false;
  const logged: string[] = [];
  const router = {
    settings: { get: os.handler(() => settings) },
    jobs: {
      attach: os.handler(async function* () {
        yield await Promise.resolve({ type: "done" });
      }),
    },
    summaries: { list: os.handler(() => []), start: os.handler(({ input }) => void started.push(input)) },
  };
  const app = {
    router,
    core: {
      store: { settings: { get: () => settings } },
      changes,
      connections: { refusePage: (address: string, method: string) => void refused.push(`${method} ${address}`) },
    },
    handleFiles: () => Promise.resolve(null),
    receivePath: (file: string) => {
      received.push(file);
      if (file.endsWith("missing.pdf")) return Promise.reject(new AppError("FILE_NOT_FOUND"));
      const kind = file.endsWith(".gguf") ? "model" : "document";
      return Promise.resolve({ kind, documentId: kind === "model" ? null : "d1", collectionId: null, jobId: "j1" });
    },
    dispose: () => {
      disposing = true;
      return disposal.promise;
    },
  };
  let opened = options.isLocked === true ? null : (app as unknown as App);
  const listeners = new Set<(app: App | null) => void>();
  const library: LibraryHost = {
    current: () => opened ?? { router: app.router as never, handleFiles: app.handleFiles },
    app: () => opened,
    onSwitch(listener) {
      listeners.add(listener);
      listener(opened);
      return () => void listeners.delete(listener);
    },
    vault: fixedVault(false),
    dispose: app.dispose,
  };
  const unlock = (): void => {
    opened = app as unknown as App;
    for (const listener of listeners) listener(opened);
  };
  const log = (message: string) => void logged.push(message);
  const ports: Ports = {
    clock: systemClock,
    ids: createIds(systemClock),
    secrets: {
      kind: () => Promise.resolve("file"),
      has: () => Promise.resolve(false),
      get: () => Promise.resolve(null),
      set: () => Promise.resolve(),
      tellTo() {},
    },
    logger: { info: log, warn: log, error: log },
    paths: { data, resources: path.join(folder, "resources") },
    spawner: { spawn: () => Promise.reject(new Error("nothing is read here")) as never },
    programs: {
      start: () => Promise.reject(new Error("no program is started here")) as never,
      startTalking: () => Promise.reject(new Error("no program is started here")) as never,
    },
    threads: { start: () => Promise.reject(new Error("no text is worked on here")) as never },
  };
  let chooseFolder: Ports["chooseFolder"];
  let desktop: Ports["desktop"];
  const done = startShell({
    electron: electron.api,
    openLibrary({ ports: given }) {
      ({ chooseFolder, desktop } = given);
      return options.failure ? Promise.reject(options.failure) : Promise.resolve(library);
    },
    createPorts: () => ports,
    defaultData: data,
    version: "0.0.0-test",
    folder,
    platform: options.platform ?? "linux",
    argv: ["electron", ".", ...(options.argv ?? [])],
    workingFolder: "/home/someone",
  });
  ends.push(() => {
    disposal.resolve();
    electron.app.quit();
  });
  return {
    ...electron,
    data,
    done,
    received,
    refused,
    disposal,
    logged,
    isDisposing: () => disposing,
    chooseFolder: () => chooseFolder?.(),
    set(patch: SettingsPatch) {
      settings = settingsSchema.parse({ ...settings, ...patch });
      changes.changed("settings", null);
    },
    desktop: () => desktop,
    started,
    unlock,
    async open(): Promise<StandInWindow> {
      electron.app.becomeReady();
      await done;
      const window = electron.windows[0];
      if (!window) throw new Error("There is no window");
      return window;
    },
  };
}

describe("the window", () => {
  it("is sandboxed, isolated and without Node", async () => {
    const { open, app } = shell();
    const window = await open();
    expect(app.calls).toContainEqual(["enableSandbox"]);
    expect(window.options.webPreferences).toMatchObject({
      preload: path.join(folder, "dist/electron/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
    expect(window.calls[0]).toEqual(["loadURL", "tramontane://app/"]);
  });

  it("of a locked library opens, holds files until it is unlocked, and follows its settings from then on", async () => {
    const { open, received, unlock, api, set } = shell({ isLocked: true, argv: ["/home/someone/a.pdf"] });
    await open();
    expect(received).toEqual([]);
    unlock();
    await vi.waitFor(() => expect(received).toEqual(["/home/someone/a.pdf"]));
    set({ theme: "dark" });
    expect(api.nativeTheme.themeSource).toBe("dark");
  });

  it("forgets before it starts what its pages kept until the library was encrypted", async () => {
    const data = temporaryFolder();
    const pages = path.join(data, "window/Local Storage");
    mkdirSync(pages, { recursive: true });
    writeFileSync(path.join(pages, "000003.log"), "a draft");
    shell({ data });
    expect(existsSync(pages)).toBe(true);
    writeFileSync(path.join(data, "window", forgottenMark), "");
    shell({ data });
    expect(existsSync(pages)).toBe(false);
  });

  it("registers its scheme before Electron is ready, as a secure one", () => {
    const { privileged } = shell();
    expect(privileged).toEqual([
      [
        {
          scheme: "tramontane",
          privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
        },
      ],
    ]);
  });

  it("keeps Chromium from the network before Electron is ready", () => {
    const { app } = shell();
    expect(app.switches).toContain("host-resolver-rules=MAP * ~NOTFOUND");
    for (const name of [
      "no-proxy-server",
      "disable-background-networking",
      "disable-component-update",
      "disable-domain-reliability",
      "dns-prefetch-disable",
      "no-pings",
    ]) {
      expect(app.switches).toContain(name);
    }
  });

  it("writes into the ledger what a page was kept from loading, before the library is open too", async () => {
    const { app, session, done, refused } = shell();
    app.becomeReady();
    await vi.waitFor(() => expect(session.beforeRequest).not.toBeNull());
    const ask = (url: string) => session.beforeRequest?.({ url, method: "GET" }, () => {});
    ask("https://early.example/");
    await done;
    ask("https://late.example/");
    ask("tramontane://app/");
    expect(refused).toEqual(["GET https://early.example/", "GET https://late.example/"]);
  });

  it("serves its scheme and restricts every page", async () => {
    const { open, session, app } = shell();
    await open();
    expect([...session.handlers.keys()]).toEqual(["tramontane"]);
    expect(session.requestHandler).not.toBeNull();
    expect(session.checkHandler).not.toBeNull();
    const contents = new StandInContents();
    app.emit("web-contents-created", new StandInEvent(), contents);
    const event = new StandInEvent({ url: "https://example.org/" });
    contents.emit("will-navigate", event);
    expect(event.defaultPrevented).toBe(true);
    expect(contents.openHandler?.({ url: "https://example.org/" })).toEqual({ action: "deny" });
  });

  it("keeps what Chromium writes inside the data folder", () => {
    const { app, data } = shell();
    expect(app.paths.get("userData")).toBe(path.join(data, "window"));
  });

  it("has a folder chosen by the system's dialog", async () => {
    const { open, asked, chosen, chooseFolder } = shell();
    await open();
    chosen.push(["/media/stick"]);
    expect(await chooseFolder()).toBe("/media/stick");
    expect(await chooseFolder()).toBeNull();
    expect(asked[0]).toContain("openDirectory");
  });

  it("remembers where it was", async () => {
    const first = shell();
    const window = await first.open();
    window.bounds = { x: 300, y: 200, width: 1234, height: 777 };
    window.emit("close");
    const second = shell({ argv: ["--data-dir", first.data] });
    const again = await second.open();
    expect(again.options).toMatchObject({ x: 300, y: 200, width: 1234, height: 777 });
  });

  it("follows the theme of the settings", async () => {
    const { open, nativeTheme, set } = shell();
    await open();
    expect(nativeTheme.themeSource).toBe("system");
    set({ theme: "dark" });
    expect(nativeTheme.themeSource).toBe("dark");
  });

  it("offers to reload when the page crashed, and says that nothing was lost", async () => {
    const { open, questions, answers } = shell();
    const window = await open();
    answers.push(0);
    window.webContents.emit("render-process-gone", {}, { reason: "crashed", exitCode: 5 });
    await vi.waitFor(() => expect(window.webContents.calls).toEqual([["reload"]]));
    expect(questions[0]).toMatchObject({ message: "The window stopped working.", buttons: ["Reload", "Quit"] });
  });

  it("quits where the user does not want the crashed page back", async () => {
    const { open, app, answers } = shell();
    const window = await open();
    answers.push(1);
    window.webContents.emit("render-process-gone", {}, { reason: "oom", exitCode: 5 });
    await vi.waitFor(() => expect(app.calls).toContainEqual(["quit"]));
  });
});

describe("the port", () => {
  it("leads the page of the window to the application", async () => {
    const { open, ipcMain } = shell();
    const { webContents } = await open();
    ipcMain.emit(portChannel, { sender: webContents, senderFrame: webContents.mainFrame });
    const [posted] = webContents.mainFrame.posted;
    expect(posted).toMatchObject({ channel: portChannel, message: null });
    const port = posted?.ports[0] as MessagePort;
    const client = createORPCClient<{ settings: { get(): Promise<unknown> } }>(new RPCLink({ port }));
    expect(await client.settings.get()).toEqual(settingsSchema.parse({}));
    port.close();
  });

  it.each(["https://example.org/", "tramontane://other/", "tramontane://app.example.org/", "about:blank", "file:///x"])(
    "is refused to a page of %s",
    async (url) => {
      const { open, ipcMain, logged } = shell();
      const { webContents } = await open();
      webContents.mainFrame.url = url;
      ipcMain.emit(portChannel, { sender: webContents, senderFrame: webContents.mainFrame });
      expect(webContents.mainFrame.posted).toEqual([]);
      expect(logged).toContain("A port was refused");
    },
  );

  it("is refused to an inner frame, a frame that is gone and other web contents", async () => {
    const { open, ipcMain } = shell();
    const { webContents } = await open();
    const inner = new StandInFrame("tramontane://app/");
    ipcMain.emit(portChannel, { sender: webContents, senderFrame: inner });
    ipcMain.emit(portChannel, { sender: webContents, senderFrame: null });
    const stranger = new StandInContents();
    ipcMain.emit(portChannel, { sender: stranger, senderFrame: stranger.mainFrame });
    expect([inner.posted, webContents.mainFrame.posted, stranger.mainFrame.posted]).toEqual([[], [], []]);
  });

  it("is closed when the page asks for a new one", async () => {
    const { open, ipcMain } = shell();
    const { webContents } = await open();
    const ask = () => ipcMain.emit(portChannel, { sender: webContents, senderFrame: webContents.mainFrame });
    ask();
    const first = webContents.mainFrame.posted[0]?.ports[0] as MessagePort;
    const closed = new Promise<void>((resolve) => first.once("close", () => resolve()));
    ask();
    await closed;
    expect(webContents.mainFrame.posted).toHaveLength(2);
    const second = webContents.mainFrame.posted[1]?.ports[0] as MessagePort;
    second.close();
  });
});

describe("one instance", () => {
  it("a second start hands its files over and ends", async () => {
    const { done, app, windows } = shell({ gotLock: false, argv: ["lease.pdf"] });
    await done;
    expect(app.lockData).toEqual({
      files: [path.resolve("/home/someone/lease.pdf")],
      summarizes: false,
      isQuick: false,
    });
    expect(app.calls).toContainEqual(["quit"]);
    expect(windows).toEqual([]);
  });

  it("the first comes forward and takes them in", async () => {
    const { open, app, received } = shell();
    const window = await open();
    window.minimized = true;
    app.emit("second-instance", {}, [], "/", { files: ["/tmp/lease.pdf"], summarizes: false, isQuick: false });
    expect(window.calls.map(([name]) => name)).toEqual(expect.arrayContaining(["restore", "show", "focus"]));
    await vi.waitFor(() => expect(window.calls).toContainEqual(["loadURL", "tramontane://app/#/document/d1"]));
    expect(received).toEqual(["/tmp/lease.pdf"]);
  });

  it("what is no list of files is not taken", async () => {
    const { open, app, received } = shell();
    await open();
    app.emit("second-instance", {}, [], "/", { files: "/etc/passwd" });
    app.emit("second-instance", {}, [], "/", null);
    expect(received).toEqual([]);
  });
});

describe("the quick question", () => {
  it("comes forward by its key on the screen where the person is, is put away by it, and keeps its conversation for a while", async () => {
    const { open, set, globalKeys, windows } = shell();
    await open();
    set({ quickKey: "Alt+Shift+Space" });
    expect([...globalKeys.keys()]).toEqual(["Alt+Shift+Space"]);
    const press = () => globalKeys.get("Alt+Shift+Space")?.();
    press();
    const quick = windows[1];
    quick?.emit("ready-to-show");
    expect(quick?.options).toMatchObject({ frame: false, alwaysOnTop: true, webPreferences: { sandbox: true } });
    expect(quick?.calls).toEqual([
      ["loadURL", "tramontane://app/?quick#/chat"],
      ["setPosition", 2220, 67],
      ["show"],
      ["focus"],
    ]);
    press();
    expect(quick?.visible).toBe(false);
    press();
    expect(quick?.visible).toBe(true);
    expect(quick?.calls.filter(([name]) => name === "loadURL")).toHaveLength(1);
    expect(windows).toHaveLength(2);
  });

  it("says what became of its key as soon as that is set, also where it is set twice in a row", async () => {
    const { open, set, takenKeys, desktop } = shell();
    takenKeys.add("CmdOrCtrl+Alt+Q");
    await open();
    const states = ["Alt+Space", "Mod+Alt+Q", null].map((quickKey) => {
      set({ quickKey });
      return desktop()?.state().quickKey;
    });
    expect(states).toEqual(["held", "refused", "off"]);
  });

  it("gives its key back, and says where another program has it", async () => {
    const { open, set, globalKeys, takenKeys, desktop } = shell();
    takenKeys.add("CmdOrCtrl+Alt+Q");
    await open();
    expect(desktop()?.state()).toEqual({ quickKey: "off" });
    set({ quickKey: "Alt+Space" });
    expect(desktop()?.state()).toEqual({ quickKey: "held" });
    set({ quickKey: "Mod+Alt+Q" });
    expect(desktop()?.state()).toEqual({ quickKey: "refused" });
    expect(globalKeys.size).toBe(0);
  });

  it("has a port of its own, offers what is selected and copied, and opens the rest in the main window", async () => {
    const { open, app, ipcMain, windows, copied, desktop } = shell();
    const window = await open();
    app.emit("second-instance", {}, [], "/", { files: [], summarizes: false, isQuick: true });
    const [, quick] = windows;
    ipcMain.emit(portChannel, { sender: quick?.webContents, senderFrame: quick?.webContents.mainFrame });
    expect(quick?.webContents.mainFrame.posted).toHaveLength(1);
    const port = quick?.webContents.mainFrame.posted[0]?.ports[0] as MessagePort | undefined;
    port?.close();
    Object.assign(copied, { text: "A copied clause.", selection: "  " });
    expect(await desktop()?.material()).toEqual([{ from: "clipboard", text: "A copied clause." }]);
    copied.selection = "A copied clause.";
    expect(await desktop()?.material()).toEqual([{ from: "selection", text: "A copied clause." }]);
    desktop()?.show("#/document/d1");
    expect(window.calls).toContainEqual(["loadURL", "tramontane://app/#/document/d1"]);
  });

  it("is gone with the main window, where nothing stays in the tray", async () => {
    const { open, app, windows } = shell();
    const window = await open();
    app.emit("second-instance", {}, [], "/", { files: [], summarizes: false, isQuick: true });
    expect(windows[1]?.destroyed).toBe(false);
    window.emit("closed");
    expect(windows[1]?.destroyed).toBe(true);
  });

  it("is all that is shown where the start asks for it", async () => {
    const { done, app, windows } = shell({ argv: ["--quick"] });
    app.becomeReady();
    await done;
    expect(windows.map(({ options }) => options["frame"])).toEqual([false]);
  });
});

describe("the tray", () => {
  it("stands there where the settings have it so, shows the windows, and goes on without any", async () => {
    const { open, app, set, trays, windows } = shell();
    const window = await open();
    expect(trays).toEqual([]);
    set({ staysInTray: true, quickKey: "Mod+Alt+Q" });
    expect(trays).toHaveLength(1);
    const [tray] = trays;
    expect(tray?.menu.map(({ label }) => label)).toEqual(["Quick question", "Show Tramontane", undefined, "Quit"]);
    expect(tray?.menu[0]).toMatchObject({ accelerator: "CmdOrCtrl+Alt+Q" });
    window.emit("closed");
    app.emit("window-all-closed");
    expect(app.calls).not.toContainEqual(["quit"]);
    tray?.menu[1]?.click?.();
    expect(windows).toHaveLength(2);
    tray?.menu[3]?.click?.();
    expect(app.calls).toContainEqual(["quit"]);
  });

  it("is taken away again", async () => {
    const { open, set, trays } = shell();
    await open();
    set({ staysInTray: true });
    expect(trays).toHaveLength(1);
    set({ staysInTray: false });
    expect(trays[0]?.destroyed).toBe(true);
  });
});

describe("files", () => {
  it("of the file manager's menu are summarized also where nothing is summarized by itself", async () => {
    const { open, app, set, started } = shell({ argv: ["--summarize", "a.pdf"] });
    set({ summarizeOnOpen: false });
    await open();
    await vi.waitFor(() => expect(started).toMatchObject([{ documentId: "d1" }]));
    set({ summarizeOnOpen: true });
    app.emit("second-instance", {}, [], "/", { files: ["/tmp/model.gguf"], summarizes: true, isQuick: false });
    expect(started).toHaveLength(1);
  });

  it("of the command line and of the system, come before the window or after, are taken in in order", async () => {
    const { open, app, received } = shell({ argv: ["a.pdf"], platform: "darwin" });
    const early = new StandInEvent();
    app.emit("open-file", early, "/tmp/b.pdf");
    const window = await open();
    app.emit("open-file", new StandInEvent(), "/tmp/model.gguf");
    await vi.waitFor(() => expect(window.calls).toContainEqual(["loadURL", "tramontane://app/#/models"]));
    expect(early.defaultPrevented).toBe(true);
    expect(received).toEqual([path.resolve("/home/someone/a.pdf"), "/tmp/b.pdf", "/tmp/model.gguf"]);
  });

  it("that cannot be taken in are told with the reason", async () => {
    const { open, questions } = shell({ argv: ["/tmp/missing.pdf"] });
    await open();
    await vi.waitFor(() => expect(questions).toHaveLength(1));
    expect(questions[0]).toMatchObject({
      message: "missing.pdf",
      detail: createWords().error({ code: "FILE_NOT_FOUND" }),
    });
  });
});

describe("the end", () => {
  it("waits until the application has put its work away", async () => {
    const { open, app, disposal, isDisposing } = shell();
    await open();
    let ended = false;
    app.once("stand-in-ended", () => (ended = true));
    app.quit();
    app.quit();
    expect(isDisposing()).toBe(true);
    expect(ended).toBe(false);
    disposal.resolve();
    await vi.waitFor(() => expect(ended).toBe(true));
  });

  it.each([
    ["linux", true],
    ["win32", true],
    ["darwin", false],
  ] as const)("on %s the last window closed ends it: %s", async (platform, ends) => {
    const { open, app } = shell({ platform });
    await open();
    app.emit("window-all-closed");
    expect(app.calls.some(([name]) => name === "quit")).toBe(ends);
  });

  it("a library that cannot be opened is told in words, and nothing is shown", async () => {
    const { app, done, errors, windows } = shell({ failure: new AppError("DATABASE_FROM_FUTURE") });
    app.becomeReady();
    await done;
    expect(errors).toEqual([["Tramontane cannot start", createWords().error({ code: "DATABASE_FROM_FUTURE" })]]);
    expect(app.calls).toContainEqual(["exit", 1]);
    expect(windows).toEqual([]);
  });
});
