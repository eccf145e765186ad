/** Keys that are pressed together, such as "Mod+Shift+O": `Mod` is Ctrl, or ⌘ on a Mac; the last is the key as `KeyboardEvent.key` names it. */
export interface Keys {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** a letter stands as a capital */
  readonly key: string;
}

export function parseKeys(keys: string): Keys {
  const parts = keys.split("+");
  return {
    mod: parts.includes("Mod"),
    alt: parts.includes("Alt"),
    shift: parts.includes("Shift"),
    key: parts.at(-1) ?? "",
  };
}

/** What of a `KeyboardEvent` says which keys were pressed. */
export interface PressedKeys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  getModifierState?(key: "AltGraph"): boolean;
}

/**
 * True where these keys and no others were pressed. A sign that some keyboards have only with Shift or AltGr ("/" and "[" on a German
 * one) counts however it was typed.
 */
export function isPressed(event: PressedKeys, keys: Keys, isMac: boolean): boolean {
  const isSign = keys.key.length === 1 && !isLetter(keys.key);
  const isTypedByAltGr = isSign && event.getModifierState?.("AltGraph") === true;
  const [mod, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return (
    (isLetter(keys.key) ? event.key.toUpperCase() : event.key) === keys.key &&
    (isSign || event.shiftKey === keys.shift) &&
    (isTypedByAltGr ? !keys.mod && !keys.alt : mod === keys.mod && event.altKey === keys.alt && !other)
  );
}

/** As Electron writes an accelerator: "CmdOrCtrl+Shift+O". */
export function acceleratorOf(keys: string): string {
  return keys.replace("Mod", "CmdOrCtrl").replace("Arrow", "").replace("Escape", "Esc");
}

/** As the attribute `aria-keyshortcuts` wants it: "Control+Shift+O". */
export function ariaShortcutOf(keys: string, isMac: boolean): string {
  return keys.replace("Mod", isMac ? "Meta" : "Control");
}

function isLetter(key: string): boolean {
  return /^[a-z]$/iu.test(key);
}
