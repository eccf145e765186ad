import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { apiOf, t } from "./actions.ts";

const patience = { timeout: 60_000 };

/**
 * Shows a collection that follows a folder: how one is chosen, its rules, and what a day brought.
 * @param root a folder that is made for it
 * @param take takes a picture of what is shown, by its name
 */
export async function showFolder(page: Page, root: string, take: (view: string) => Promise<void>): Promise<void> {
  const deep = "2026/Correspondence with the offices of the city about the old mill and its roof";
  mkdirSync(path.join(root, deep), { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(root, deep, name), text);
  writeFileSync(path.join(root, "broken.pdf"), "%PDF-1.7\nnothing else\n");
  const api = await apiOf(page);
  const { id } = await api.collections.create({ title: "The mill" });
  await page.evaluate((hash) => (location.hash = hash), `#/collection/${id}`);
  await page.getByRole("button", { name: t("watchedFolder.follow") }).click();
  const follow = page.getByRole("dialog", { name: t("watchedFolder.followTitle") });
  await follow.getByLabel(t("watchedFolder.folder"), { exact: true }).fill(root);
  await take("folderFollow");
  await follow.getByRole("button", { name: t("watchedFolder.followIt"), exact: true }).click();
  const panel = page.getByRole("region", { name: t("watchedFolder.label") });
  await panel.getByText(t("watchedFolder.state.still")).waitFor(patience);
  await panel.getByRole("button", { name: t("watchedFolder.rules") }).click();
  await take("folderRules");
  await page.keyboard.press("Escape");
  const { rules } = (await api.watchedFolders.list()).find((folder) => folder.id === id) ?? {};
  if (rules) await api.watchedFolders.setRules({ id, rules: { ...rules, summarize: true } });
  rmSync(path.join(root, deep, "letter.md"));
  await panel.getByRole("button", { name: t("watchedFolder.today", { count: 5 }) }).click(patience);
  await panel.getByText("The council met about the old mill.").waitFor(patience);
  await take("folder");
  await api.watchedFolders.remove({ id });
}

const texts = {
  "minutes.md":
    "# Minutes\n\nThe council met about the old mill. It will repair the roof of the mill for 48,000 euros.\n",
  "letter.md": "# Letter\n\nMrs Okafor asks for the keys of the mill. She comes on 12 June.\n",
  "offer for the repair of the roof of the old mill with new beams of oak.md":
    "# Offer\n\nThe carpenter offers to repair the roof of the mill for 46,500 euros. The offer holds until 31 March.\n",
};
