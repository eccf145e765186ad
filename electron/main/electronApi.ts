import type * as Electron from "electron";

/** The part of Electron the shell uses. It comes in as a value, so that tests can stand in for it. */
export type ElectronApi = Pick<
  typeof Electron,
  | "app"
  | "BrowserWindow"
  | "clipboard"
  | "dialog"
  | "globalShortcut"
  | "ipcMain"
  | "Menu"
  | "MessageChannelMain"
  | "nativeImage"
  | "nativeTheme"
  | "protocol"
  | "safeStorage"
  | "screen"
  | "session"
  | "shell"
  | "Tray"
  | "utilityProcess"
>;

export type {
  BrowserWindow,
  IpcMainEvent,
  MenuItemConstructorOptions,
  Session,
  Tray,
  WebContents,
  WebPreferences,
} from "electron";
