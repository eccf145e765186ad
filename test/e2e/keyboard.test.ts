import { addModel, composer, digestLines, messages, sampleTitle, summarizeOnRequestOnly, t } from "./actions.ts";
import { expect, test, type Locator, type Page } from "./fixtures.ts";

test("a document is read, checked and asked about without a mouse", async ({ open, models }) => {
  const page = await open();
  await summarizeOnRequestOnly(page);
  await page.setViewportSize({ width: 900, height: 600 });
  await addModel(page, models.brief);
  await tabTo(page, page.getByRole("button", { name: sampleTitle }));
  await page.keyboard.press("Enter");
  await digestLines(page).first().waitFor();

  await page.keyboard.press("j");
  const point = page.locator("[data-point]").first();
  await expect(point).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator(".pdf-light[data-kind=quote]").first()).toBeInViewport();
  // in a narrow window the pages lie over the summary, and Escape leads back to where one was
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: t("actions.backToSummary") })).toBeHidden();
  await expect(point.getByRole("button").first()).toBeFocused();

  await page.keyboard.press("ControlOrMeta+Shift+o");
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("Hello");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("you there");
  await page.keyboard.press("Enter");
  await expect(messages(page)).toHaveCount(2);
  await expect(messages(page).first()).toContainText("you there");
  await expect(composer(page)).toHaveValue("");
  await expect(composer(page)).toBeFocused();
});

/** Presses Tab until the thing has the focus. */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab never came to it.");
}
