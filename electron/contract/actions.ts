/**
 * Everything that keys do, one descriptor each: from these come the handling of keys, the application's menu, the command palette,
 * tooltips, `aria-keyshortcuts` and the page of shortcuts. The name of an action stands in the catalogue under `actions` and its id;
 * what it does stands where it is done.
 */
export interface ActionDescriptor {
  readonly scope: ActionScope;
  /** Keys that do it, as in {@link parseKeys}, the one that is shown first. Empty where there is none. */
  readonly keys: readonly string[];
  /** where those of a Mac differ */
  readonly macKeys?: readonly string[];
  /** more keys, shown before the others, in the application's own window: a browser keeps them to itself */
  readonly windowKeys?: readonly string[];
  /** keys that hold only while the focus is on what the action moves through; elsewhere they scroll */
  readonly itemKeys?: readonly string[];
  /** where it stands in the application's menu, and the address of the page that does it; null: the shell does it */
  readonly menu?: { readonly at: "settings" | "file" | "view" | "help"; readonly address: string | null };
  /** it asks for more before anything is done, which menus say with an ellipsis */
  readonly asks?: true;
  /** the browser and the widgets do it by themselves; listed so that the page of shortcuts is whole */
  readonly isNative?: true;
}

/** Where keys hold. A scope inside another (the search in a document) goes first. */
export type ActionScope =
  | "everywhere"
  | "palette"
  | "chat"
  | "composer"
  | "document"
  | "find"
  | "comparison"
  | "check"
  | "library"
  | "collection"
  | "table"
  | "field";

export const actionDescriptors = {
  search: { scope: "everywhere", keys: ["Mod+K"] },
  newChat: {
    scope: "everywhere",
    keys: ["Mod+Shift+O"],
    windowKeys: ["Mod+N"],
    menu: { at: "file", address: "#/chat" },
  },
  checkText: { scope: "everywhere", keys: ["Mod+Shift+L"], menu: { at: "file", address: "#/check" } },
  newTable: { scope: "everywhere", keys: [], menu: { at: "file", address: "#/newTable" } },
  addFiles: { scope: "everywhere", keys: ["Mod+O"], menu: { at: "file", address: null }, asks: true },
  openStart: { scope: "everywhere", keys: [] },
  openModels: { scope: "everywhere", keys: [], menu: { at: "view", address: "#/models" } },
  openEndpoints: { scope: "everywhere", keys: [], menu: { at: "view", address: "#/endpoints" } },
  openBundle: { scope: "everywhere", keys: [], menu: { at: "file", address: "#/bundle" } },
  openConnections: { scope: "everywhere", keys: [], menu: { at: "view", address: "#/connections" } },
  lockLibrary: { scope: "everywhere", keys: ["Mod+Alt+L"] },
  closeLock: { scope: "everywhere", keys: [] },
  openLock: { scope: "everywhere", keys: [] },
  openCosts: { scope: "everywhere", keys: [], menu: { at: "view", address: "#/costs" } },
  openSettings: {
    scope: "everywhere",
    keys: ["Mod+,"],
    menu: { at: "settings", address: "#/settings" },
    asks: true,
  },
  openShortcuts: { scope: "everywhere", keys: ["Mod+/"], menu: { at: "help", address: "#/shortcuts" } },
  toggleLibrary: { scope: "everywhere", keys: ["Mod+B"] },
  useLightTheme: { scope: "everywhere", keys: [] },
  useDarkTheme: { scope: "everywhere", keys: [] },
  useSystemTheme: { scope: "everywhere", keys: [] },

  previousResult: { scope: "palette", keys: ["ArrowUp"], isNative: true },
  nextResult: { scope: "palette", keys: ["ArrowDown"], isNative: true },
  openResult: { scope: "palette", keys: ["Enter"], isNative: true },
  leavePalette: { scope: "palette", keys: ["Escape"] },

  focusComposer: { scope: "chat", keys: ["/"] },
  sendMessage: { scope: "composer", keys: ["Enter", "Mod+Enter"] },
  newLine: { scope: "composer", keys: ["Shift+Enter"], isNative: true },
  stopAnswer: { scope: "composer", keys: ["Escape"] },

  nextPoint: { scope: "document", keys: ["J"], itemKeys: ["ArrowDown"] },
  previousPoint: { scope: "document", keys: ["K"], itemKeys: ["ArrowUp"] },
  openQuote: { scope: "document", keys: [], itemKeys: ["Enter"] },
  nextCitation: { scope: "document", keys: ["]"] },
  previousCitation: { scope: "document", keys: ["["] },
  findInDocument: { scope: "document", keys: ["/", "Mod+F"] },
  backToSummary: { scope: "document", keys: ["Escape"] },

  nextHit: { scope: "find", keys: ["Enter"] },
  previousHit: { scope: "find", keys: ["Shift+Enter"] },
  closeFind: { scope: "find", keys: ["Escape"] },

  nextChange: { scope: "comparison", keys: ["J"], itemKeys: ["ArrowDown"] },
  previousChange: { scope: "comparison", keys: ["K"], itemKeys: ["ArrowUp"] },
  openChange: { scope: "comparison", keys: ["Enter"], isNative: true },
  backToChanges: { scope: "comparison", keys: ["Escape"] },

  startCheck: { scope: "check", keys: ["Mod+Enter"] },
  nextSentence: { scope: "check", keys: ["J"], itemKeys: ["ArrowDown"] },
  previousSentence: { scope: "check", keys: ["K"], itemKeys: ["ArrowUp"] },
  openPlace: { scope: "check", keys: [], itemKeys: ["Enter"] },
  backToSentences: { scope: "check", keys: ["Escape"] },

  nextEntry: { scope: "library", keys: ["ArrowDown"] },
  previousEntry: { scope: "library", keys: ["ArrowUp"] },
  firstEntry: { scope: "library", keys: ["Home"] },
  lastEntry: { scope: "library", keys: ["End"] },
  openEntry: { scope: "library", keys: ["Enter"], isNative: true },
  unfoldSection: { scope: "library", keys: ["ArrowRight"] },
  foldSection: { scope: "library", keys: ["ArrowLeft"] },
  renameEntry: { scope: "library", keys: ["F2"] },
  // the key that a Mac calls delete is Backspace, which its Finder wants with the command key
  removeEntry: { scope: "library", keys: ["Delete"], macKeys: ["Mod+Backspace", "Delete"] },

  moveUp: { scope: "collection", keys: ["Alt+ArrowUp"] },
  moveDown: { scope: "collection", keys: ["Alt+ArrowDown"] },

  cellUp: { scope: "table", keys: [], itemKeys: ["ArrowUp"] },
  cellDown: { scope: "table", keys: [], itemKeys: ["ArrowDown"] },
  cellLeft: { scope: "table", keys: [], itemKeys: ["ArrowLeft"] },
  cellRight: { scope: "table", keys: [], itemKeys: ["ArrowRight"] },
  screenUp: { scope: "table", keys: [], itemKeys: ["PageUp"] },
  screenDown: { scope: "table", keys: [], itemKeys: ["PageDown"] },
  firstColumn: { scope: "table", keys: [], itemKeys: ["Home"] },
  lastColumn: { scope: "table", keys: [], itemKeys: ["End"] },
  firstRow: { scope: "table", keys: [], itemKeys: ["Mod+Home"] },
  lastRow: { scope: "table", keys: [], itemKeys: ["Mod+End"] },
  openCell: { scope: "table", keys: [], itemKeys: ["Enter"] },
  nextCell: { scope: "table", keys: ["J"] },
  previousCell: { scope: "table", keys: ["K"] },
  correctCell: { scope: "table", keys: ["F2"] },
  approveRow: { scope: "table", keys: ["A"] },
  moveColumnLeft: { scope: "table", keys: [], itemKeys: ["Alt+ArrowLeft"] },
  moveColumnRight: { scope: "table", keys: [], itemKeys: ["Alt+ArrowRight"] },
  askOfTable: { scope: "table", keys: ["/"] },
  backToTable: { scope: "table", keys: ["Escape"] },

  confirmField: { scope: "field", keys: ["Enter", "Mod+Enter"] },
  leaveField: { scope: "field", keys: ["Escape"] },
} as const satisfies Record<string, ActionDescriptor>;

export type ActionId = keyof typeof actionDescriptors;
export const actionIds = Object.keys(actionDescriptors) as readonly ActionId[];

/** The actions of a scope that somebody has to do. */
export type ActionOf<Scope extends ActionScope> = {
  [Id in ActionId]: (typeof actionDescriptors)[Id] extends { readonly scope: Scope }
    ? (typeof actionDescriptors)[Id] extends { readonly isNative: true }
      ? never
      : Id
    : never;
}[ActionId];

/** Where the application runs, as far as keys depend on it. */
export interface Keyboard {
  readonly isMac: boolean;
  /** the application's own window, not a browser */
  readonly isWindow: boolean;
}

/** All keys of an action, the one that is shown first. */
export function keysOfAction(action: ActionDescriptor, { isMac, isWindow }: Keyboard): readonly string[] {
  const keys = isMac ? (action.macKeys ?? action.keys) : action.keys;
  return [...(isWindow ? (action.windowKeys ?? []) : []), ...keys, ...(action.itemKeys ?? [])];
}

/** Pairs of actions that one key would both do, in words for who wrote them; those of every scope are held against those of everywhere. */
export function keyConflicts(descriptors: Readonly<Record<string, ActionDescriptor>>, keyboard: Keyboard): string[] {
  const owners = new Map<string, string>();
  const conflicts: string[] = [];
  const everywhereFirst = Object.entries(descriptors).toSorted(
    ([, a], [, b]) => Number(b.scope === "everywhere") - Number(a.scope === "everywhere"),
  );
  for (const [id, action] of everywhereFirst) {
    for (const keys of keysOfAction(action, keyboard)) {
      const owner = owners.get(`everywhere ${keys}`) ?? owners.get(`${action.scope} ${keys}`);
      if (owner === undefined) owners.set(`${action.scope} ${keys}`, id);
      else conflicts.push(`${keys}: ${owner} and ${id}`);
    }
  }
  return conflicts;
}
