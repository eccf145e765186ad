import type { DesktopState } from "../contract/desktop.ts";
import { acceleratorOf } from "../contract/keys.ts";
import type { Settings } from "../contract/settings.ts";
import type { Clock, Desktop, Logger } from "../core/ports.ts";
import type { Words } from "../words/words.ts";
import type { ElectronApi } from "./electronApi.ts";
import { createQuickQuestion } from "./quickQuestion.ts";
import { createTray } from "./tray.ts";

export interface DesktopShell extends Desktop {
  showQuick(): void;
  /** Takes up what the settings say of keys and tray. */
  apply(settings: Pick<Settings, "quickKey" | "staysInTray">): void;
  /** The main window was closed. */
  mainClosed(): void;
  /** Whether the application goes on without a window. */
  staysOpen(): boolean;
  isContents(contentsId: number): boolean;
  close(): void;
}

/** What the application does on the desktop beside its main window: the quick question, its key, the tray. */
export function createDesktop(
  electron: ElectronApi,
  options: {
    readonly preload: string;
    readonly icon: string;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly words: Words;
    readonly platform: NodeJS.Platform;
    readonly showMain: (hash?: string) => void;
  },
): DesktopShell {
  const { globalShortcut } = electron;
  const { logger, showMain } = options;
  const quick = createQuickQuestion(electron, options);
  const tray = createTray(electron, { ...options, showMain: () => showMain(), showQuick: () => quick.show() });
  let quickKey: string | null = null;
  let keyState: DesktopState["quickKey"] = "off";
  let staysInTray = false;

  function hold(keys: string | null) {
    if (keys === quickKey) return;
    if (quickKey !== null && keyState === "held") globalShortcut.unregister(acceleratorOf(quickKey));
    quickKey = keys;
    if (keys === null) keyState = "off";
    else keyState = globalShortcut.register(acceleratorOf(keys), () => quick.toggle()) ? "held" : "refused";
    if (keyState === "refused") logger.warn("The key of the quick question was refused", { keys });
  }

  return {
    apply(settings) {
      hold(settings.quickKey);
      ({ staysInTray } = settings);
      tray.set(staysInTray, keyState === "held" ? quickKey : null);
    },
    state: () => ({ quickKey: keyState }),
    material: () => quick.material(),
    show(hash) {
      quick.hide();
      showMain(hash);
    },
    showQuick: () => quick.show(),
    hideQuick: () => quick.hide(),
    mainClosed() {
      if (!staysInTray && options.platform !== "darwin") quick.close();
    },
    staysOpen: () => staysInTray,
    isContents: (contentsId) => quick.isContents(contentsId),
    close() {
      hold(null);
      tray.set(false, null);
      quick.close();
    },
  };
}
