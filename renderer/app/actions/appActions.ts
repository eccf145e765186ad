import {
  Box,
  ChartColumn,
  FilePlus2,
  HardDriveDownload,
  House,
  Keyboard,
  KeyRound,
  ListChecks,
  Lock,
  LockOpen,
  type LucideIcon,
  Monitor,
  Moon,
  Network,
  PanelLeft,
  Search,
  Server,
  Settings,
  SquarePen,
  Sun,
  Table2,
} from "lucide-react";
import { createContext, useContext } from "react";
import type { ActionOf } from "../../../electron/contract/actions.ts";
import { internalError } from "../../../electron/contract/errors.ts";
import type { Settings as AppSettings } from "../../../electron/contract/settings.ts";
import { navigate, openChat, openCheck, openNewTable, parseRoute } from "../../lib/route.ts";

/** What the window lends to the actions that hold everywhere. */
export interface WindowParts {
  openPalette(): void;
  toggleLibrary(): void;
  /** Opens the system's file dialog and takes in what is chosen. */
  chooseFiles(): void;
  setTheme(theme: AppSettings["theme"]): void;
  /** Locks the library where it is encrypted; else shows how it would be. */
  lockLibrary(): void;
  /** Closes or opens the offline lock. */
  setLocked(isLocked: boolean): void;
}

export interface AppAction {
  readonly icon: LucideIcon;
  perform(parts: WindowParts): void;
}

/** What can be done from anywhere: by keys, by the palette, by a button. Their keys and names stand with their descriptors. */
export const appActions = {
  search: { icon: Search, perform: ({ openPalette }) => openPalette() },
  newChat: { icon: SquarePen, perform: () => openChat(null) },
  checkText: { icon: ListChecks, perform: () => openCheck(...shownDocuments()) },
  newTable: { icon: Table2, perform: () => openNewTable(...shownDocuments()) },
  addFiles: { icon: FilePlus2, perform: ({ chooseFiles }) => chooseFiles() },
  openStart: { icon: House, perform: () => navigate({ view: "start" }) },
  openModels: { icon: Box, perform: () => navigate({ view: "models" }) },
  openEndpoints: { icon: Server, perform: () => navigate({ view: "endpoints" }) },
  openBundle: { icon: HardDriveDownload, perform: () => navigate({ view: "bundle", folder: null }) },
  openConnections: { icon: Network, perform: () => navigate({ view: "connections" }) },
  lockLibrary: { icon: KeyRound, perform: ({ lockLibrary }) => lockLibrary() },
  closeLock: { icon: Lock, perform: ({ setLocked }) => setLocked(true) },
  openLock: { icon: LockOpen, perform: ({ setLocked }) => setLocked(false) },
  openCosts: { icon: ChartColumn, perform: () => navigate({ view: "costs" }) },
  openSettings: { icon: Settings, perform: () => navigate({ view: "settings" }) },
  openShortcuts: { icon: Keyboard, perform: () => navigate({ view: "shortcuts" }) },
  toggleLibrary: { icon: PanelLeft, perform: ({ toggleLibrary }) => toggleLibrary() },
  useLightTheme: { icon: Sun, perform: ({ setTheme }) => setTheme("light") },
  useDarkTheme: { icon: Moon, perform: ({ setTheme }) => setTheme("dark") },
  useSystemTheme: { icon: Monitor, perform: ({ setTheme }) => setTheme("system") },
} satisfies Record<ActionOf<"everywhere">, AppAction>;

/** The documents that are shown are what something new is first done with. */
function shownDocuments(): [documentIds: readonly string[], collectionId: string | null] {
  const route = parseRoute(location.hash);
  switch (route.view) {
    case "document":
      return [[route.id], null];
    case "compare":
      return [[route.before, route.after], null];
    case "collection":
      return [[], route.id];
    default:
      return [[], null];
  }
}

export type AppActionId = keyof typeof appActions;
export const appActionIds = Object.keys(appActions) as readonly AppActionId[];

/** Does an action by its id. */
export type PerformAction = (id: AppActionId) => void;

export const PerformContext = createContext<PerformAction | null>(null);

export function usePerform(): PerformAction {
  const perform = useContext(PerformContext);
  if (!perform) throw internalError("No PerformContext above this component.");
  return perform;
}
