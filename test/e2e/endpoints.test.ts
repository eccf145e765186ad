import { startFaultyEndpoint } from "../helpers/faultyEndpoint.ts";
import { t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

test("an endpoint is looked at, added, tried and chosen, and the window says where text goes", async ({ open }) => {
  await using server = await startFaultyEndpoint({ kind: "llamaServer", grammar: true });
  const page = await open();
  await page.evaluate(() => (location.hash = "#/endpoints"));
  await expect(page.getByText(t("endpoints.none"))).toBeVisible();
  expect(server.requests).toEqual([]);

  await page.getByRole("button", { name: t("endpoints.add"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("endpoints.address")).fill(`http://127.0.0.1:${server.port}`);
  await dialog.getByRole("button", { name: t("endpoints.look") }).click();
  await expect(dialog.getByRole("status")).toContainText(t("endpoints.reach.loopback"));
  await dialog.getByLabel(t("endpoints.name"), { exact: true }).fill("Cellar");
  await dialog.getByRole("button", { name: t("endpoints.addThis"), exact: true }).click();

  const card = page.getByRole("article", { name: "Cellar" });
  await expect(card).toContainText(t("endpoints.form.grammar"));
  await expect(card).toContainText(t("endpoints.stays", { name: "Cellar" }));

  await isAccessible(page, "an endpoint");
  await page.getByRole("button", { name: t("endpoints.change") }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox", { name: t("endpoints.contextField") }).fill("4096");
  await page.keyboard.press("Tab");
  await isAccessible(page, "an endpoint that is changed");
  await dialog.getByRole("button", { name: t("endpoints.save") }).focus();
  await page.keyboard.press("Enter");
  await expect(card).toContainText(t("endpoints.basis.said", { what: t("endpoints.context", { count: 4096 }) }));
  await expect(page.getByRole("button", { name: t("endpoints.change") })).toBeFocused();
  await page.evaluate(() => (location.hash = "#/connections"));
  await expect(page.getByRole("row").filter({ hasText: "Cellar" }).first()).toBeVisible();
  await isAccessible(page, "connections");

  // No other model answers here.
  await page.evaluate(() => (location.hash = "#/chat"));
  await expect(page.getByRole("main")).toContainText(t("endpoints.stays", { name: "Cellar" }));
  await page.evaluate(() => (location.hash = "#/endpoints"));
  await card.getByRole("button", { name: t("endpoints.remove") }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: t("endpoints.remove") })
    .click();
  await expect(page.getByText(t("endpoints.none"))).toBeVisible();
});
