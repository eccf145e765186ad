import type * as Electron from "electron";

/** The part of Electron the shell uses. It comes in as a value, so that tests can stand in for it. */
export type ElectronApi = Pick<
  typeof Electron,
  | "app"
  | "BrowserWindow"
  | "dialog"
  | "ipcMain"
  | "Menu"
  | "MessageChannelMain"
  | "nativeTheme"
  | "protocol"
  | "safeStorage"
  | "screen"
  | "session"
  | "shell"
  | "utilityProcess"
>;

export type { BrowserWindow, IpcMainEvent, MenuItemConstructorOptions, Session, WebContents } from "electron";
