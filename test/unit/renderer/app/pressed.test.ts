import { afterEach, describe, expect, it } from "vitest";
import {
  actionDescriptors,
  type ActionDescriptor,
  type ActionId,
  actionIds,
  type ActionScope,
  keysOfAction,
} from "../../../../electron/contract/actions.ts";
import { parseKeys } from "../../../../electron/contract/keys.ts";
import { performPressed, type ScopedAction, type ScopedActions } from "../../../../renderer/app/actions/pressed.ts";

afterEach(() => document.body.replaceChildren());

function press(
  keys: string,
  { isMac = false, target = document.body }: { isMac?: boolean; target?: HTMLElement } = {},
): KeyboardEvent {
  const { mod, alt, shift, key } = parseKeys(keys);
  const event = new KeyboardEvent("keydown", {
    key: key.length === 1 && !shift ? key.toLowerCase() : key,
    ctrlKey: mod && !isMac,
    metaKey: mod && isMac,
    altKey: alt,
    shiftKey: shift,
    cancelable: true,
    bubbles: true,
  });
  target.dispatchEvent(event);
  return event;
}

/** All actions of a scope, of which each notes that it was done. */
function noted(scope: ActionScope, changes: Partial<Record<ActionId, Partial<ScopedAction>>> = {}) {
  const done: ActionId[] = [];
  const actions = Object.fromEntries(
    actionIds.map((id) => [id, { perform: () => done.push(id), ...changes[id] }]),
  ) as unknown as ScopedActions<ActionScope>;
  const on = { isMac: false, isWindow: true };
  return {
    done,
    press: (event: KeyboardEvent, isOnItem = false) => performPressed(event, scope, actions, { isOnItem, on }),
  };
}

function add<Name extends keyof HTMLElementTagNameMap>(name: Name, parent: HTMLElement = document.body) {
  return parent.appendChild(document.createElement(name));
}

describe("a key that is pressed", () => {
  const done = actionIds.filter((id) => !("isNative" in actionDescriptors[id]));
  it.each(done)("does what the page of shortcuts says: %s", (id) => {
    const descriptor: ActionDescriptor = actionDescriptors[id];
    for (const isMac of [false, true]) {
      const on = { isMac, isWindow: true };
      for (const keys of keysOfAction(descriptor, on)) {
        const seen: ActionId[] = [];
        const actions = Object.fromEntries(
          actionIds.map((one) => [one, { perform: () => seen.push(one) }]),
        ) as unknown as ScopedActions<ActionScope>;
        const event = press(keys, { isMac });
        expect(performPressed(event, descriptor.scope, actions, { isOnItem: true, on })).toBe(true);
        expect(seen).toEqual([id]);
        expect(event.defaultPrevented).toBe(true);
      }
    }
  });

  it("is left to whoever wants it where the action cannot be done", () => {
    const { press: pressed, done } = noted("composer", { stopAnswer: { isEnabled: false } });
    const event = press("Escape");
    expect(pressed(event)).toBe(false);
    expect(event.defaultPrevented).toBe(false);
    expect(done).toEqual([]);
  });

  it("scrolls where the focus is not on what the arrows move through", () => {
    const { press: pressed, done } = noted("document");
    expect(pressed(press("ArrowDown"))).toBe(false);
    expect(pressed(press("ArrowDown"), true)).toBe(true);
    expect(done).toEqual(["nextPoint"]);
  });

  it("belongs to the field that is written in, except with Ctrl", () => {
    const { press: pressed, done } = noted("document");
    const field = add("input");
    expect(pressed(press("J", { target: field }))).toBe(false);
    expect(pressed(press("/", { target: field }))).toBe(false);
    expect(pressed(press("Mod+F", { target: field }))).toBe(true);
    expect(done).toEqual(["findInDocument"]);
  });

  it("belongs to a dialog that lies over it", () => {
    const { press: pressed } = noted("chat");
    const dialog = add("div");
    dialog.setAttribute("role", "dialog");
    expect(pressed(press("/", { target: add("button", dialog) }))).toBe(false);
    expect(pressed(press("/"))).toBe(true);
  });

  it("ends an input method's word and does nothing else", () => {
    const { press: pressed, done } = noted("composer");
    const event = Object.assign(press("Enter"), { nativeEvent: { isComposing: true } });
    expect(pressed(event)).toBe(false);
    expect(done).toEqual([]);
  });
});
