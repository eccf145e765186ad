import { addModel, answerAgain, composer, dropFiles, messages, openSample, pane, rail, receipt, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

const patience = { timeout: 120_000 };

test("the first start has a model that summarizes the sample, and says what to expect of it", async ({ open }) => {
  const page = await open();
  await expect(page.getByText(t("models.starter.start"))).toBeVisible();
  await openSample(page);
  await expect(receipt(page)).toBeVisible(patience);
  await expect(receipt(page)).toContainText("Nothing was cut off.");
  await expect(pane(page).getByText(t("models.starter.summary"))).toBeVisible();
  const whole = page.getByRole("region", { name: t("summary.whole"), exact: true }).locator("[data-point]");
  expect(await whole.count()).toBeGreaterThan(0);
  // It picks sentences of the document: what it says is found in what it cites.
  const doubted = whole.filter({ has: page.getByRole("note") });
  expect(await doubted.count()).toBeLessThan(await whole.count());

  await pane(page)
    .getByRole("link", { name: t("models.starter.better") })
    .click();
  await expect(page.getByRole("heading", { name: t("models.title"), level: 1 })).toBeVisible();
  const card = page.getByRole("article").first();
  await expect(card).toContainText("Starter (tiny)");
  await expect(card).toContainText(t("models.starterText"));
  await expect(card.getByText(t("models.default"), { exact: true })).toBeVisible();
  await expect(card.getByRole("button", { name: t("models.remove") })).toHaveCount(0);
});

test("with the model of the first start alone documents answer by themselves, and it steps back when a better one is there", async ({
  open,
  models,
}) => {
  const page = await open();
  const note =
    "The boat was painted green in May. The keys of the boat lie under the blue stone. The rent is 12 euros.";
  await dropFiles(page, [{ name: "note.txt", content: note }]);
  await page.getByRole("button", { name: t("summary.ask") }).click();
  await expect(page.getByText(t("chat.onlyStarter"))).toBeVisible();
  await composer(page).fill("What does it say about the keys?");
  await composer(page).press("Enter");
  await expect(answerAgain(page)).toBeVisible(patience);
  // It does not chat: the document answers by itself.
  await expect(messages(page).last()).toContainText(t("chat.byPassages"));
  await expect(messages(page).last()).toContainText("The keys of the boat lie under the blue stone.");

  await addModel(page, models.brief);
  await rail(page)
    .getByRole("button", { name: t("actions.openModels"), exact: true })
    .click();
  const cards = page.getByRole("article");
  await expect(cards.first()).toContainText("Starter (tiny)");
  await expect(cards.filter({ has: page.getByText(t("models.default"), { exact: true }) })).toContainText(
    "Brief Mistral",
  );
});
