import { useEffect, useRef } from "react";
import {
  actionDescriptors,
  type ActionDescriptor,
  actionIds,
  type ActionOf,
  type ActionScope,
  type Keyboard,
  keysOfAction,
} from "../../../electron/contract/actions.ts";
import { isPressed, parseKeys, type PressedKeys } from "../../../electron/contract/keys.ts";
import { keyboard } from "./keyboard.ts";

/** What an action of a scope does where it is at home. */
export interface ScopedAction {
  /** false: its keys mean nothing now and are left to whoever wants them */
  readonly isEnabled?: boolean;
  perform(): void;
}

export type ScopedActions<Scope extends ActionScope> = Readonly<Record<ActionOf<Scope>, ScopedAction>>;

/** A key event of the page or of a component. */
export interface KeyEvent extends PressedKeys {
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly nativeEvent?: { readonly isComposing?: boolean };
  preventDefault(): void;
}

/**
 * Does what the keys mean in a scope. True where they meant something; the browser then does nothing more with them.
 * @param isOnItem the focus is on what the actions of the scope move through
 */
export function performPressed<Scope extends ActionScope>(
  event: KeyEvent,
  scope: Scope,
  actions: ScopedActions<Scope>,
  { isOnItem = false, on = keyboard }: { readonly isOnItem?: boolean; readonly on?: Keyboard } = {},
): boolean {
  // the Enter that ends an input method's word is no key of ours
  if (event.nativeEvent?.isComposing) return false;
  for (const id of actionIds) {
    const descriptor: ActionDescriptor = actionDescriptors[id];
    if (descriptor.scope !== scope || descriptor.isNative || !hasKeys(event, descriptor, isOnItem, on)) continue;
    const action = actions[id as ActionOf<Scope>];
    if (action.isEnabled === false) continue;
    event.preventDefault();
    action.perform();
    return true;
  }
  return false;
}

function hasKeys(event: KeyEvent, descriptor: ActionDescriptor, isOnItem: boolean, on: Keyboard): boolean {
  const keys = keysOfAction(isOnItem ? descriptor : { ...descriptor, itemKeys: [] }, on);
  return keys.some((one) => {
    const parsed = parseKeys(one);
    if (!isPressed(event, parsed, on.isMac)) return false;
    return scopesInFields.has(descriptor.scope) || isFree(event, parsed.mod || parsed.alt || parsed.key === "Escape");
  });
}

/** Scopes that are about writing: everywhere else a field that is written in keeps the keys it needs. */
const scopesInFields: ReadonlySet<ActionScope> = new Set<ActionScope>(["palette", "composer", "find", "field"]);

/** True where no field and no dialog above wants a key for itself. */
function isFree({ target, currentTarget }: KeyEvent, isNoText: boolean): boolean {
  if (!(target instanceof Element) || isNoText) return true;
  const dialog = target.closest("[role=dialog]");
  const isElsewhere = dialog !== null && !(currentTarget instanceof Node && dialog.contains(currentTarget));
  return !isElsewhere && !isWriting(target);
}

/** True where the key belongs to a field that is being written in. */
export function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, [role=textbox], [role=radio]"))
  );
}

/** Listens to the keys of a scope wherever the focus is. */
export function useWindowKeys<Scope extends ActionScope>(scope: Scope, actions: ScopedActions<Scope>): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.defaultPrevented) performPressed(event, scope, current.current);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [scope]);
}
