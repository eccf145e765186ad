import type { BrowserWindow, ElectronApi } from "./electronApi.ts";

const openable = new Set(["http:", "https:", "mailto:"]);

/**
 * Opens links outside the application, after the user has seen the address and agreed. Any other scheme is dropped:
 * the system would start programs with it. One question at a time.
 */
export function createLinkOpener(
  electron: Pick<ElectronApi, "dialog" | "shell">,
  window: () => BrowserWindow | null,
): (address: string) => Promise<void> {
  let asking = false;
  return async (address) => {
    const url = parse(address);
    if (!url || asking) return;
    asking = true;
    try {
      const question = {
        type: "question" as const,
        message: url.protocol === "mailto:" ? "Write to this address?" : "Open this address in your browser?",
        // The parsed form: names in other scripts appear as punycode, so that look-alikes show.
        detail: shown(url),
        buttons: ["Open", "Cancel"],
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
function shown(url: URL): string {
  const { href } = url;
  return href.length <= 400 ? href : `${href.slice(0, 300)} … (${href.length - 400} characters) … ${href.slice(-100)}`;
}
