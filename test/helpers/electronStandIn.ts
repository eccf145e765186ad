import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ElectronApi } from "../../electron/main/electronApi.ts";

/** A call of an Electron function: its name and arguments, in order. */
export type Call = readonly [name: string, ...args: unknown[]];

/** A preventable event of Electron. */
export class StandInEvent {
  defaultPrevented = false;
  constructor(fields: Readonly<Record<string, unknown>> = {}) {
    Object.assign(this, fields);
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export class StandInFrame {
  url: string;
  readonly posted: { channel: string; message: unknown; ports: unknown[] }[] = [];
  constructor(url: string) {
    this.url = url;
  }
  postMessage(channel: string, message: unknown, ports: unknown[]): void {
    this.posted.push({ channel, message, ports });
  }
}

let lastContentsId = 0;

export class StandInContents extends EventEmitter {
  readonly id = ++lastContentsId;
  readonly mainFrame = new StandInFrame("tramontane://app/");
  readonly calls: Call[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.calls.push(["reload"]);
  }
  forcefullyCrashRenderer(): void {
    this.calls.push(["forcefullyCrashRenderer"]);
  }
}

export class StandInWindow extends EventEmitter {
  static readonly all: StandInWindow[] = [];
  readonly webContents = new StandInContents();
  readonly calls: Call[] = [];
  readonly options: Record<string, unknown>;
  bounds = { x: 10, y: 20, width: 1000, height: 700 };
  minimized = false;
  maximized = false;
  fullScreen = false;
  destroyed = false;
  visible = false;
  focused = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    StandInWindow.all.push(this);
  }
  loadURL(url: string): Promise<void> {
    this.calls.push(["loadURL", url]);
    return Promise.resolve();
  }
  static getAllWindows(): StandInWindow[] {
    return StandInWindow.all.filter(({ destroyed }) => !destroyed);
  }
  show(): void {
    this.calls.push(["show"]);
    this.visible = true;
  }
  hide(): void {
    this.calls.push(["hide"]);
    this.visible = false;
    this.focused = false;
  }
  focus(): void {
    this.calls.push(["focus"]);
    this.focused = true;
  }
  isVisible(): boolean {
    return this.visible;
  }
  isFocused(): boolean {
    return this.focused;
  }
  setPosition(x: number, y: number): void {
    this.calls.push(["setPosition", x, y]);
  }
  getBounds(): typeof this.bounds {
    return this.bounds;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit("closed");
  }
  restore(): void {
    this.minimized = false;
    this.calls.push(["restore"]);
  }
  maximize(): void {
    this.maximized = true;
  }
  setFullScreen(on: boolean): void {
    this.fullScreen = on;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFullScreen(): boolean {
    return this.fullScreen;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): typeof this.bounds {
    return this.bounds;
  }
}

/** Node's port behind the interface of Electron's: messages come wrapped in an event. */
function mainPort(port: MessagePort) {
  const events = new EventEmitter();
  port.on("message", (data: unknown) => events.emit("message", { data, ports: [] }));
  port.on("close", () => events.emit("close"));
  return Object.assign(events, {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
    /** the end a page would hold */
    raw: port,
  });
}

export class StandInMessageChannel {
  readonly port1: ReturnType<typeof mainPort>;
  readonly port2: MessagePort;
  constructor() {
    const channel = new MessageChannel();
    this.port1 = mainPort(channel.port1);
    this.port2 = channel.port2;
  }
}

export class StandInSession {
  requestHandler: ((...args: never[]) => void) | null = null;
  checkHandler: ((...args: never[]) => boolean) | null = null;
  deviceHandler: (() => boolean) | null = null;
  displayHandler: ((request: unknown, answer: (streams: unknown) => void) => void) | null = null;
  beforeRequest:
    | ((details: { url: string; method: string }, answer: (verdict: { cancel: boolean }) => void) => void)
    | null = null;
  spellChecker = true;
  readonly handlers = new Map<string, (request: Request) => Promise<Response>>();
  readonly events = new EventEmitter();
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
      void this.handlers.set(scheme, handler),
  };
  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<StandInSession["beforeRequest"]>) => void (this.beforeRequest = listener),
  };
  setPermissionRequestHandler(handler: (...args: never[]) => void): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: (...args: never[]) => boolean): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.deviceHandler = handler;
  }
  setDisplayMediaRequestHandler(handler: NonNullable<StandInSession["displayHandler"]>): void {
    this.displayHandler = handler;
  }
  setSpellCheckerEnabled(on: boolean): void {
    this.spellChecker = on;
  }
  setSpellCheckerDictionaryDownloadURL(): void {}
  on(name: string, listener: (...args: unknown[]) => void): void {
    this.events.on(name, listener);
  }
}

export class StandInApp extends EventEmitter {
  readonly calls: Call[] = [];
  readonly switches: string[] = [];
  readonly paths = new Map<string, string>();
  isPackaged = false;
  gotLock = true;
  lockData: unknown = undefined;
  readonly commandLine = {
    appendSwitch: (name: string, value?: string) =>
      void this.switches.push(value === undefined ? name : `${name}=${value}`),
  };
  private readonly ready = Promise.withResolvers<void>();
  becomeReady(): void {
    this.ready.resolve();
  }
  whenReady(): Promise<void> {
    return this.ready.promise;
  }
  getName(): string {
    return "Tramontane";
  }
  enableSandbox(): void {
    this.calls.push(["enableSandbox"]);
  }
  hide(): void {
    this.calls.push(["hide"]);
  }
  setPath(name: string, value: string): void {
    this.paths.set(name, value);
  }
  setAppUserModelId(id: string): void {
    this.calls.push(["setAppUserModelId", id]);
  }
  requestSingleInstanceLock(data: unknown): boolean {
    this.lockData = data;
    return this.gotLock;
  }
  /** As Electron does it: `will-quit` may hold the end back. */
  quit(): void {
    this.calls.push(["quit"]);
    const event = new StandInEvent();
    this.emit("will-quit", event);
    if (!event.defaultPrevented) this.emit("stand-in-ended");
  }
  exit(code: number): void {
    this.calls.push(["exit", code]);
  }
}

export class StandInTray extends EventEmitter {
  static readonly all: StandInTray[] = [];
  menu: { label?: string; accelerator?: string; click?: () => void }[] = [];
  tip = "";
  destroyed = false;
  readonly image: unknown;
  constructor(image: unknown) {
    super();
    this.image = image;
    StandInTray.all.push(this);
  }
  setToolTip(tip: string): void {
    this.tip = tip;
  }
  setContextMenu(menu: StandInTray["menu"]): void {
    this.menu = menu;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

/** A keychain that turns letters around. */
export class StandInKeychain {
  isThere = true;
  /** refuses whatever is asked of it */
  isLocked = false;
  backend = "gnome_libsecret";
  isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.isLocked ? Promise.reject(locked()) : Promise.resolve(this.isThere);
  }
  getSelectedStorageBackend(): string {
    return this.backend;
  }
  encryptStringAsync(text: string): Promise<Buffer> {
    if (this.isLocked) return Promise.reject(locked());
    return Promise.resolve(Buffer.from(`sealed:${text.split("").toReversed().join("")}`));
  }
  decryptStringAsync(sealed: Buffer): Promise<{ result: string }> {
    const text = sealed.toString();
    if (this.isLocked) return Promise.reject(locked());
    if (!text.startsWith("sealed:")) return Promise.reject(new Error("This is of another keychain"));
    return Promise.resolve({ result: text.slice("sealed:".length).split("").toReversed().join("") });
  }
}

function locked(): Error {
  return new Error("The keychain is locked");
}

/** Electron as the shell sees it, without Electron: every call is recorded, every event can be sent. */
export function createElectronStandIn() {
  const app = new StandInApp();
  const session = new StandInSession();
  const privileged: unknown[] = [];
  const opened: string[] = [];
  const questions: { message: string; detail?: string; buttons?: string[] }[] = [];
  const errors: [string, string][] = [];
  const answers: number[] = [];
  /** what file dialogs were asked for, and what is chosen in them */
  const asked: string[][] = [];
  const chosen: string[][] = [];
  const menus: unknown[] = [];
  const ipcMain = new EventEmitter();
  const nativeTheme = { themeSource: "system", shouldUseDarkColors: false };
  const keychain = new StandInKeychain();
  /** what is pressed anywhere, by its accelerator; and those that others have */
  const globalKeys = new Map<string, () => void>();
  const takenKeys = new Set<string>();
  const copied = { text: "", selection: "" };
  StandInWindow.all.length = 0;
  StandInTray.all.length = 0;
  const electron = {
    app,
    BrowserWindow: StandInWindow,
    clipboard: {
      readText: () => Promise.resolve(copied.text),
      selection: { readText: () => Promise.resolve(copied.selection) },
    },
    globalShortcut: {
      register: (keys: string, press: () => void) => !takenKeys.has(keys) && Boolean(globalKeys.set(keys, press)),
      unregister: (keys: string) => void globalKeys.delete(keys),
    },
    nativeImage: { createFromPath: (file: string) => ({ resize: (size: object) => ({ file, ...size }) }) },
    Tray: StandInTray,
    dialog: {
      /** The question is the last argument; the answer is the next of `answers`, else the one that cancels. */
      showMessageBox: (...args: { message: string; detail?: string; buttons?: string[]; cancelId?: number }[]) => {
        const question = args.at(-1);
        if (question) questions.push(question);
        return Promise.resolve({ response: answers.shift() ?? question?.cancelId ?? 0 });
      },
      showErrorBox: (title: string, content: string) => void errors.push([title, content]),
      /** What was chosen is the next of `chosen`, else nothing. */
      showOpenDialog: (...args: { properties?: string[] }[]) => {
        asked.push(args.at(-1)?.properties ?? []);
        const filePaths = chosen.shift() ?? [];
        return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      },
    },
    ipcMain,
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => menus.push(menu),
    },
    MessageChannelMain: StandInMessageChannel,
    nativeTheme,
    protocol: { registerSchemesAsPrivileged: (schemes: unknown) => void privileged.push(schemes) },
    safeStorage: keychain,
    screen: {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
      getCursorScreenPoint: () => ({ x: 2500, y: 300 }),
      getDisplayNearestPoint: () => ({ workArea: { x: 1920, y: 0, width: 1600, height: 900 } }),
    },
    session: { defaultSession: session },
    shell: {
      openExternal: (address: string) => {
        opened.push(address);
        return Promise.resolve();
      },
    },
    utilityProcess: { fork: () => new EventEmitter() },
  };
  return {
    api: electron as unknown as ElectronApi,
    app,
    session,
    ipcMain,
    keychain,
    nativeTheme,
    globalKeys,
    takenKeys,
    copied,
    windows: StandInWindow.all,
    trays: StandInTray.all,
    privileged,
    opened,
    questions,
    errors,
    answers,
    asked,
    chosen,
    menus,
  };
}

export type ElectronStandIn = ReturnType<typeof createElectronStandIn>;
