import { truncateSync } from "node:fs";
import path from "node:path";
import { addModel, rail, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

test("models are written to a folder, and what is wrong with it afterwards is told by name", async ({
  open,
  models,
}, info) => {
  const page = await open();
  await addModel(page, models.brief);
  await rail(page)
    .getByRole("button", { name: t("actions.openModels"), exact: true })
    .click();
  await page.getByRole("button", { name: t("actions.openBundle") }).click();
  const along = page.getByRole("region", { name: t("bundle.along.title") });
  const stick = info.outputPath("stick");
  await along.getByLabel(t("bundle.folder")).fill(stick);
  await along.getByRole("button", { name: t("bundle.along.write") }).click();
  await expect(page.getByRole("region", { name: t("bundle.work.ended.make", { folder: stick }) })).toBeVisible({
    timeout: 30_000,
  });
  await expect(along).toContainText(t("bundle.along.states.BUNDLE"));

  const takeIn = page.getByRole("region", { name: t("bundle.in.title") });
  await takeIn.getByLabel(t("bundle.folder")).fill(stick);
  await expect(takeIn.getByRole("list", { name: t("bundle.in.models") })).toContainText(t("bundle.in.isHere"));
  truncateSync(path.join(stick, "licences/LICENSE"), 5);
  await takeIn.getByRole("button", { name: t("bundle.in.check") }).click();
  await expect(page.getByRole("list", { name: t("bundle.in.findings") }).first()).toContainText("licences/LICENSE");
});
