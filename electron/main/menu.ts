import type { MenuItemConstructorOptions } from "./electronApi.ts";

/** The application's menu: the roles every platform knows, with their usual keys, and the views of the interface. */
export function menuTemplate(options: {
  readonly platform: NodeJS.Platform;
  readonly name: string;
  readonly isPackaged: boolean;
  readonly go: (hash: string) => void;
  readonly openFiles: () => void;
}): MenuItemConstructorOptions[] {
  const { platform, name, isPackaged, go, openFiles } = options;
  const isMac = platform === "darwin";
  const separator: MenuItemConstructorOptions = { type: "separator" };
  const settings: MenuItemConstructorOptions = {
    label: "Settings…",
    accelerator: "CmdOrCtrl+,",
    click: () => go("#/settings"),
  };
  const applicationMenu: MenuItemConstructorOptions = {
    label: name,
    submenu: [
      { role: "about" },
      separator,
      settings,
      separator,
      { role: "services" },
      separator,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      separator,
      { role: "quit" },
    ],
  };
  return [
    ...(isMac ? [applicationMenu] : []),
    {
      label: "&File",
      submenu: [
        { label: "New Chat", accelerator: "CmdOrCtrl+N", click: () => go("#/chat") },
        { label: "Open…", accelerator: "CmdOrCtrl+O", click: openFiles },
        separator,
        ...(isMac ? [{ role: "close" } as const] : [settings, separator, { role: "quit" } as const]),
      ],
    },
    {
      label: "&Edit",
      submenu: [
        { role: "undo" },
        { role: "redo" },
        separator,
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "pasteAndMatchStyle" },
        { role: "delete" },
        separator,
        { role: "selectAll" },
      ],
    },
    {
      label: "&View",
      submenu: [
        { label: "Models", click: () => go("#/models") },
        separator,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        separator,
        { role: "togglefullscreen" },
        ...(isPackaged ? [] : [separator, { role: "reload" } as const, { role: "toggleDevTools" } as const]),
      ],
    },
    { role: "windowMenu" },
    { role: "help", submenu: [{ label: "Keyboard Shortcuts", click: () => go("#/shortcuts") }] },
  ];
}
