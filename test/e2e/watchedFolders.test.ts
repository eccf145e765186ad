import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { apiOf, t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, isElectron, test } from "./fixtures.ts";

const patience = { timeout: 60_000 };
const lease =
  "# Lease\n\nThe tenant pays 900 euros a month for the old mill. The lease of the mill ends on 31 May 2027. Nobody may sublet the mill.\n";
const minutes =
  "# Minutes\n\nThe council met about the old mill. It will repair the roof of the mill for 48,000 euros. The work begins in April.\n";

test.skip(isElectron, "What is asked beside the window is asked through the local server.");

test("a collection follows a folder by rules, tells what the day brought, and stops when it is told to", async ({
  open,
}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-folder-"));
  try {
    mkdirSync(path.join(folder, "2026"));
    writeFileSync(path.join(folder, "lease.md"), lease);
    const page = await open();
    const api = await apiOf(page);
    await api.settings.set({ summarizeOnOpen: false });
    const { id } = await api.collections.create({ title: "The mill" });
    const columns = [{ name: "Rent", question: "What is the rent?", kind: "money" as const }];
    const table = await api.tables.create({ title: "Rents", columns, useModel: false });
    await page.evaluate((hash) => (location.hash = hash), `#/collection/${id}`);

    await page.getByRole("button", { name: t("watchedFolder.follow") }).click();
    const follow = page.getByRole("dialog", { name: t("watchedFolder.followTitle") });
    const isIt = follow.getByRole("button", { name: t("watchedFolder.followIt"), exact: true });
    await follow.getByLabel(t("watchedFolder.folder"), { exact: true }).fill(path.join(folder, "none"));
    await isIt.click();
    await expect(follow).toContainText(t("error:INVALID_INPUT_NOT_A_FOLDER"));
    await follow.getByLabel(t("watchedFolder.folder"), { exact: true }).fill(folder);
    await isIt.click();
    const panel = page.getByRole("region", { name: t("watchedFolder.label") });
    await expect(panel).toContainText(folder);
    await expect(panel.getByRole("status")).toContainText(t("watchedFolder.state.still"), patience);
    const today = panel.getByRole("button", { name: t("watchedFolder.today", { count: 1 }) });
    await today.click();
    await expect(panel.getByRole("listitem")).toContainText(["lease.md"]);

    await panel.getByRole("button", { name: t("watchedFolder.rules") }).click();
    const rules = page.getByRole("dialog", { name: t("watchedFolder.rulesTitle") });
    await rules.getByText(t("watchedFolder.summarize")).click();
    for (const [select, option] of [
      [t("watchedFolder.result"), t("watchedFolder.results.beside")],
      [t("watchedFolder.table"), "Rents"],
    ] as const) {
      await rules.getByRole("button", { name: select }).click();
      await page.getByRole("option", { name: option }).click();
    }
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await isAccessible(page, `the rules of a folder, ${colorScheme}`);
    }
    await rules.getByRole("button", { name: t("common.save") }).click();
    await expect(rules).toBeHidden();
    // Rules are kept for what is there, and for what comes.
    writeFileSync(path.join(folder, "2026", "minutes.md"), minutes);
    await expect.poll(() => readdir(path.join(folder, "2026")), patience).toContain("minutes.md.summary.md");
    await expect.poll(() => readdir(folder), patience).toContain("lease.md.summary.md");
    expect(readFileSync(path.join(folder, "lease.md.summary.md"), "utf8")).toContain("900 euros");
    await expect.poll(async () => (await api.tables.rows({ id: table.id, from: 0, count: 10 })).rows.length).toBe(2);
    await expect(panel.getByRole("button", { name: t("watchedFolder.today", { count: 2 }) })).toBeVisible();
    const event = panel.getByRole("listitem").filter({ hasText: "2026/minutes.md" });
    await expect(event).toContainText(t("watchedFolder.event.new"));
    await expect(event).toContainText("The council met about the old mill.", patience);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await isAccessible(page, `a folder that is followed, ${colorScheme}`);
    }
    // A change and a deletion are told too, and the collection is as the folder is.
    writeFileSync(path.join(folder, "lease.md"), lease.replace("900 euros", "950 euros"));
    rmSync(path.join(folder, "2026", "minutes.md"));
    await expect(panel.getByRole("button", { name: t("watchedFolder.today", { count: 4 }) })).toBeVisible(patience);
    const events = panel.getByRole("listitem");
    const told = (kind: "changed" | "deleted", file: string) =>
      events.filter({ hasText: t(`watchedFolder.event.${kind}`) }).filter({ hasText: file });
    await expect(told("changed", "lease.md")).toContainText("950 euros", patience);
    await expect(told("deleted", "2026/minutes.md")).toBeVisible();
    // It came and went in the digest, and stands in the list of documents no more.
    await expect(page.getByText("2026/minutes.md")).toHaveCount(2);
    await expect
      .poll(async () => (await api.collections.get({ id })).members.map((member) => member.path))
      .toEqual(["lease.md"]);
    await expect
      .poll(() => readFileSync(path.join(folder, "lease.md.summary.md"), "utf8"), patience)
      .toContain("950 euros");

    await panel.getByRole("button", { name: t("watchedFolder.stop") }).click();
    await expect(panel).toBeHidden();
    await expect(page.getByRole("button", { name: t("watchedFolder.follow") })).toBeVisible();
    expect(await api.watchedFolders.list()).toEqual([]);
    expect((await api.collections.get({ id })).members).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
