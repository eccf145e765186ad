import { rail, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

test("the embedding model that comes along stands among the models, can be switched off and not removed", async ({
  open,
}) => {
  const page = await open();
  const openModels = () =>
    rail(page)
      .getByRole("button", { name: t("actions.openModels"), exact: true })
      .click();
  await openModels();
  const card = page.getByRole("article", { name: "all-MiniLM-L6-v2" });
  await expect(card).toContainText(t("models.bundled"));
  await expect(card).toContainText(t("models.findsPassages"));
  await expect(card).toContainText("apache-2.0");
  await expect(card.getByRole("button", { name: t("models.remove") })).toHaveCount(0);
  const use = card.getByRole("switch", { name: t("models.bundledEmbedding.use") });
  await expect(use).toBeChecked();
  await use.press("Space");
  await expect(use).not.toBeChecked();

  await page.reload();
  await openModels();
  await expect(use).not.toBeChecked();
});
