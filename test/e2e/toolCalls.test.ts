import { mkdirSync } from "node:fs";
import path from "node:path";
import { addModel, apiOf, composer, messages, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { programOf } from "./toolServerPictures.ts";

test("a model calls tools of a real server as far as a person allows it", async ({ open, data, models }) => {
  const folder = path.join(data, "Notes");
  mkdirSync(folder);
  const page = await open();
  await addModel(page, models.calling);
  const api = await apiOf(page);
  await api.connections.setLock({ isLocked: false });
  const { id, place } = await api.mcp.add({ name: "Notes", place: programOf("server-filesystem", folder) });
  if (place.kind === "program") await api.mcp.confirm({ id, ...place });
  await page.evaluate(() => (location.hash = "#/chat"));
  await page.getByRole("button", { name: t("chat.tools.choose") }).click();
  await page.getByRole("option", { name: "Notes" }).click();
  await page.keyboard.press("Escape");
  await composer(page).fill("What is in my notes?");
  await composer(page).press("Enter");

  const answer = messages(page).last();
  const question = answer.getByRole("region", { name: t("chat.tools.ask", { server: "Notes" }) });
  const uses = answer.getByRole("list", { name: t("chat.tools.used") }).getByRole("listitem");
  await question.getByRole("button", { name: t("chat.tools.once") }).click();
  await expect(uses).toHaveCount(1);
  // The model is told what the server answered, and calls once more.
  await question.getByRole("button", { name: t("chat.tools.no"), exact: true }).click();
  await expect(uses).toHaveCount(2);
  await expect(uses.nth(1)).toContainText(t("chat.tools.end.refused"));
  await expect(question).toBeVisible();
  await page.getByRole("button", { name: t("actions.stopAnswer") }).click();
  await expect(question).toHaveCount(0);
  await uses.first().getByRole("button").first().click();
  await expect(uses.first()).toContainText("Notes");
});
