import { mkdirSync } from "node:fs";
import path from "node:path";
import { t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { commandOf } from "./toolServerPictures.ts";

test("a server of tools is added by its command, agreed to, started, switched off and removed", async ({
  open,
  data,
}) => {
  const folder = path.join(data, "Notes");
  mkdirSync(folder);
  const page = await open();
  await page.evaluate(() => (location.hash = "#/settings"));
  const section = page.getByRole("region", { name: t("settings.sections.toolServers") });
  await section.getByRole("button", { name: t("toolServers.add") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("toolServers.what")).fill(commandOf("server-filesystem", folder));
  await expect(dialog.getByLabel(t("endpoints.name"))).toHaveValue("server-filesystem");
  await dialog.getByLabel(t("endpoints.name")).fill("Notes");
  await isAccessible(page, "a server of tools that is added");
  await dialog.getByRole("button", { name: t("toolServers.addThese", { count: 1 }), exact: true }).click();

  const question = page.getByRole("alertdialog");
  await expect(question.locator("code")).toContainText("server-filesystem/dist/index.js");
  await expect(question.locator("code")).toContainText(folder);
  await expect(question).toContainText(t("toolServers.locked"));
  await isAccessible(page, "a command that is asked for");
  await question.getByRole("button", { name: t("toolServers.agree"), exact: true }).click();

  const card = section.getByRole("article", { name: "Notes" });
  const start = card.getByRole("button", { name: t("toolServers.start") });
  await expect(card.getByRole("status")).toHaveText(t("toolServers.state.off"));
  await expect(start).toBeDisabled();
  await card.getByRole("button", { name: t("connections.unlock") }).click();
  await start.click();
  await expect(card.getByRole("status").first()).toHaveText(t("toolServers.state.running"));
  await card.getByRole("button", { name: /\d+ tools/u }).click();
  await expect(card).toContainText("read_text_file");
  await isAccessible(page, "a server of tools that runs");

  await card.getByText(t("endpoints.isOn"), { exact: true }).click();
  await expect(card.getByRole("status")).toHaveText(t("toolServers.state.disabled"));
  await card.getByRole("button", { name: t("toolServers.remove") }).click();
  await question.getByRole("button", { name: t("toolServers.remove") }).click();
  await expect(card).toHaveCount(0);
});
