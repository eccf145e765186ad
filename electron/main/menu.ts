import {
  actionDescriptors,
  type ActionDescriptor,
  type ActionId,
  actionIds,
  keysOfAction,
} from "../contract/actions.ts";
import { acceleratorOf } from "../contract/keys.ts";
import type { Words } from "../words/words.ts";
import type { MenuItemConstructorOptions } from "./electronApi.ts";

/**
 * The application's menu: the roles every platform knows, with their usual keys, and the actions whose descriptors name a place in it.
 * Roles are worded by Electron, the rest by the catalogue.
 */
export function menuTemplate(options: {
  readonly platform: NodeJS.Platform;
  readonly name: string;
  readonly isPackaged: boolean;
  readonly words: Words;
  readonly go: (hash: string) => void;
  readonly openFiles: () => void;
}): MenuItemConstructorOptions[] {
  const { platform, name, isPackaged, words, go, openFiles } = options;
  const { t } = words;
  const isMac = platform === "darwin";
  const separator: MenuItemConstructorOptions = { type: "separator" };
  const itemOf = (id: ActionId, action: ActionDescriptor): MenuItemConstructorOptions => {
    const [keys] = keysOfAction(action, { isMac, isWindow: true });
    const label = t(`actions.${id}`);
    const address = action.menu?.address ?? null;
    return {
      label: action.asks ? t("menu.more", { name: label }) : label,
      ...(keys === undefined ? {} : { accelerator: acceleratorOf(keys) }),
      click: address === null ? openFiles : () => go(address),
    };
  };
  const itemsAt = (at: NonNullable<ActionDescriptor["menu"]>["at"]) =>
    actionIds.flatMap((id) => {
      const action: ActionDescriptor = actionDescriptors[id];
      return action.menu?.at === at ? [itemOf(id, action)] : [];
    });
  const settings = itemsAt("settings");
  const applicationMenu: MenuItemConstructorOptions = {
    label: name,
    submenu: [
      { role: "about" },
      separator,
      ...settings,
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
      label: t("menu.file"),
      submenu: [
        ...itemsAt("file"),
        separator,
        ...(isMac ? [{ role: "close" } as const] : [...settings, separator, { role: "quit" } as const]),
      ],
    },
    {
      label: t("menu.edit"),
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
      label: t("menu.view"),
      submenu: [
        ...itemsAt("view"),
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
    { role: "help", submenu: itemsAt("help") },
  ];
}
