import { describe, expect, it } from "vitest";
import {
  actionDescriptors,
  type ActionDescriptor,
  actionIds,
  keyConflicts,
  keysOfAction,
} from "../../../electron/contract/actions.ts";
import { acceleratorOf, ariaShortcutOf, isPressed, parseKeys } from "../../../electron/contract/keys.ts";

const keyboards = [true, false].flatMap((isMac) => [true, false].map((isWindow) => ({ isMac, isWindow })));

describe("the keys of the actions", () => {
  it.each(keyboards)("do one thing each, on %o", (keyboard) => {
    expect(keyConflicts(actionDescriptors, keyboard)).toEqual([]);
  });

  it("are reported where two actions of a scope, or one of everywhere, want the same", () => {
    const made: Record<string, ActionDescriptor> = {
      first: { scope: "document", keys: ["J"] },
      second: { scope: "document", keys: ["K"], itemKeys: ["J"] },
      third: { scope: "library", keys: ["J", "Mod+B"] },
      fourth: { scope: "everywhere", keys: ["Mod+B"] },
    };
    expect(keyConflicts(made, { isMac: false, isWindow: true })).toEqual([
      "J: first and second",
      "Mod+B: fourth and third",
    ]);
  });

  it("are written with what every keyboard has", () => {
    const known =
      /^(Mod\+)?(Alt\+)?(Shift\+)?([A-Z]|[,/[\]]|F\d+|Arrow(Up|Down|Left|Right)|Enter|Escape|Delete|Backspace|Home|End|PageUp|PageDown)$/u;
    for (const keyboard of keyboards) {
      for (const id of actionIds)
        for (const keys of keysOfAction(actionDescriptors[id], keyboard)) expect(keys).toMatch(known);
    }
  });

  it("show first what only the window sees, and leave it out in a browser", () => {
    const { newChat } = actionDescriptors;
    expect(keysOfAction(newChat, { isMac: false, isWindow: true })).toEqual(["Mod+N", "Mod+Shift+O"]);
    expect(keysOfAction(newChat, { isMac: false, isWindow: false })).toEqual(["Mod+Shift+O"]);
  });
});

describe("keys that were pressed", () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  const pressed = (keys: string, event: object, isMac = false) =>
    isPressed({ key: "", ...plain, ...event }, parseKeys(keys), isMac);

  it("are those and no others", () => {
    expect(pressed("Mod+Shift+O", { key: "O", ctrlKey: true, shiftKey: true })).toBe(true);
    expect(pressed("Mod+O", { key: "O", ctrlKey: true, shiftKey: true })).toBe(false);
    expect(pressed("Mod+O", { key: "o", ctrlKey: true, altKey: true })).toBe(false);
    expect(pressed("J", { key: "j", ctrlKey: true })).toBe(false);
  });

  it("take the command key of the machine", () => {
    expect(pressed("Mod+F", { key: "f", metaKey: true }, true)).toBe(true);
    expect(pressed("Mod+F", { key: "f", ctrlKey: true }, true)).toBe(false);
    expect(pressed("Mod+F", { key: "f", metaKey: true }, false)).toBe(false);
  });

  it("count a sign however a keyboard makes it", () => {
    // on a German keyboard "/" is Shift+7 and "[" is AltGr+8, which Windows tells as Ctrl and Alt
    expect(pressed("/", { key: "/", shiftKey: true })).toBe(true);
    expect(pressed("Mod+/", { key: "/", ctrlKey: true, shiftKey: true })).toBe(true);
    const altGr = { ctrlKey: true, altKey: true, getModifierState: () => true };
    expect(pressed("[", { key: "[", ...altGr })).toBe(true);
    expect(pressed("Mod+/", { key: "/", ...altGr })).toBe(false);
  });

  it("are a letter with the capital lock on", () => {
    expect(pressed("J", { key: "J" })).toBe(true);
    expect(pressed("J", { key: "J", shiftKey: true })).toBe(false);
  });
});

describe("keys in the words of others", () => {
  it("are an accelerator of Electron", () => {
    expect(["Mod+Shift+O", "Mod+,", "Alt+ArrowUp"].map(acceleratorOf)).toEqual([
      "CmdOrCtrl+Shift+O",
      "CmdOrCtrl+,",
      "Alt+Up",
    ]);
  });

  it("are a value of aria-keyshortcuts", () => {
    expect(ariaShortcutOf("Mod+Shift+O", false)).toBe("Control+Shift+O");
    expect(ariaShortcutOf("Mod+Shift+O", true)).toBe("Meta+Shift+O");
  });
});
