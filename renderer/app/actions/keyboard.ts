import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  actionDescriptors,
  type ActionDescriptor,
  type ActionId,
  type Keyboard,
  keysOfAction,
} from "../../../electron/contract/actions.ts";
import { ariaShortcutOf, parseKeys } from "../../../electron/contract/keys.ts";

/** The keyboard this page is used with. */
export const keyboard: Keyboard = {
  isMac: /Mac|iPhone|iPad/.test(navigator.userAgent),
  isWindow: !/^https?:$/.test(location.protocol),
};

/** What a button or menu item says of the keys that do the same. */
export interface ShortcutProps {
  /** as they are printed on this computer's keyboard, for a tooltip or a menu */
  readonly keys?: string;
  readonly "aria-keyshortcuts"?: string;
}

/** The first keys of an action as they are printed, and as assistive technology reads them. Spread it on a button or menu item. */
export function useShortcut(): (id: ActionId) => ShortcutProps {
  const { t } = useTranslation();
  return useMemo(
    () => (id) => {
      const keys = keysOfAction(actionDescriptors[id], keyboard);
      const [first] = keys;
      if (first === undefined) return {};
      return {
        keys: printedKeys(first, t),
        "aria-keyshortcuts": keys.map((one) => ariaShortcutOf(one, keyboard.isMac)).join(" "),
      };
    },
    [t],
  );
}

/** All keys of an action as they are printed on this computer's keyboard. */
export function printedKeysOf(action: ActionDescriptor, t: TFunction): string[] {
  return keysOfAction(action, keyboard).map((keys) => printedKeys(keys, t));
}

/** Keys as they are printed on this computer's keyboard: "Ctrl+Shift+O", "⇧⌘O". @param keys in the form of `parseKeys` */
export function printedKeys(keys: string, t: TFunction): string {
  const { mod, alt, shift, key } = parseKeys(keys);
  const name = key in printedNames ? t(`keys.${key as keyof typeof printedNames}`) : key;
  if (keyboard.isMac) return `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}${name}`;
  return [
    ...(mod ? [t("keys.Control")] : []),
    ...(alt ? [t("keys.Alt")] : []),
    ...(shift ? [t("keys.Shift")] : []),
    name,
  ].join("+");
}

/** Keys whose name is no sign of its own. */
const printedNames = {
  ArrowUp: true,
  ArrowDown: true,
  ArrowLeft: true,
  ArrowRight: true,
  Backspace: true,
  Delete: true,
  End: true,
  Enter: true,
  Escape: true,
  Home: true,
  PageDown: true,
  PageUp: true,
};
