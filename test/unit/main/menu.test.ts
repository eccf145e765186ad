import { describe, expect, it } from "vitest";
import { actionDescriptors, type ActionDescriptor, actionIds } from "../../../electron/contract/actions.ts";
import type { MenuItemConstructorOptions } from "../../../electron/main/electronApi.ts";
import { menuTemplate } from "../../../electron/main/menu.ts";
import { createWords } from "../../../electron/words/words.ts";

function menu(platform: NodeJS.Platform) {
  const done: string[] = [];
  const template = menuTemplate({
    platform,
    name: "Tramontane",
    isPackaged: true,
    words: createWords(),
    go: (address) => void done.push(address),
    openFiles: () => void done.push("files"),
  });
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  return { items: items.filter(({ label }) => label !== undefined), template, done };
}

/** What is pressed does it, whatever the item is given. */
function click({ click }: MenuItemConstructorOptions): void {
  (click as (() => void) | undefined)?.();
}

describe("the application's menu", () => {
  it.each(["darwin", "linux", "win32"] as const)("holds every action that has a place in it, on %s", (platform) => {
    const { items, done } = menu(platform);
    for (const item of items) click(item);
    const wanted = actionIds.flatMap((id) => {
      const action: ActionDescriptor = actionDescriptors[id];
      return action.menu ? [action.menu.address ?? "files"] : [];
    });
    expect(done.toSorted()).toEqual(wanted.toSorted());
  });

  it("says the keys that the page listens to and names actions as the page does", () => {
    const { items } = menu("linux");
    expect(items.map(({ label, accelerator }) => [label, accelerator])).toEqual([
      ["New chat", "CmdOrCtrl+N"],
      ["Check a text", "CmdOrCtrl+Shift+L"],
      ["New table", undefined],
      ["Add documents or a model…", "CmdOrCtrl+O"],
      ["Take to another computer", undefined],
      ["Settings…", "CmdOrCtrl+,"],
      ["Models", undefined],
      ["Endpoints", undefined],
      ["Connections", undefined],
      ["Costs of models", undefined],
      ["Keyboard shortcuts", "CmdOrCtrl+/"],
    ]);
  });

  it("has the settings in the application's own menu on a Mac", () => {
    const [application] = menu("darwin").template;
    expect(application?.label).toBe("Tramontane");
    expect(application?.submenu).toContainEqual(expect.objectContaining({ label: "Settings…" }));
  });
});
