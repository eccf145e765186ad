import type { Words } from "../words/words.ts";
import type { BrowserWindow, ElectronApi } from "./electronApi.ts";

const openable = new Set(["http:", "https:", "mailto:"]);

/**
 * Opens links outside the application, after the user has seen the address and agreed. Any other scheme is dropped:
 * the system would start programs with it. One question at a time.
 */
export function createLinkOpener(
  electron: Pick<ElectronApi, "dialog" | "shell">,
  window: () => BrowserWindow | null,
  { t }: Words,
): (address: string) => Promise<void> {
  let asking = false;
  return async (address) => {
    const url = parse(address);
    if (!url || asking) return;
    asking = true;
    try {
      const question = {
        type: "question" as const,
        message: url.protocol === "mailto:" ? t("shell:openMail") : t("shell:openLink"),
        // The parsed form: names in other scripts appear as punycode, so that look-alikes show.
        detail: shown(url, t),
        buttons: [t("shell:open"), t("shell:cancel")],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      };
      const parent = window();
      const { response } = await (parent
        ? electron.dialog.showMessageBox(parent, question)
        : electron.dialog.showMessageBox(question));
      if (response === 0) await electron.shell.openExternal(url.href);
    } finally {
      asking = false;
    }
  };
}

function parse(address: string): URL | null {
  try {
    const url = new URL(address);
    return openable.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** The host comes first and whole; a very long rest is cut in the middle, visibly. */
function shown(url: URL, t: Words["t"]): string {
  const { href } = url;
  if (href.length <= 400) return href;
  return t("shell:leftOut", { start: href.slice(0, 300), count: href.length - 400, end: href.slice(-100) });
}
