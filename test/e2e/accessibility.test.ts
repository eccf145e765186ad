import { addModel, answerAgain, composer, openSample, rail, receipt, t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

for (const theme of ["light", "dark"] as const) {
  test(`no view breaks a rule of accessibility in the ${theme} theme`, async ({ open, models }) => {
    const page = await open();
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.getByRole("heading", { name: t("start.title") }).waitFor();
    await isAccessible(page, "the start");

    await addModel(page, models.brief);
    await openSample(page);
    await expect(receipt(page)).toBeVisible({ timeout: 90_000 });
    await page.locator(".pdf-page[data-drawn=drawn]").first().waitFor();
    await isAccessible(page, "a document with its summary");

    await page.getByRole("button", { name: t("summary.ask") }).click();
    await composer(page).fill("What is the rent?");
    await composer(page).press("Enter");
    await expect(answerAgain(page)).toBeVisible({ timeout: 60_000 });
    await isAccessible(page, "a chat");

    await page.keyboard.press("ControlOrMeta+Shift+l");
    await page.getByRole("button", { name: t("check.choose") }).click();
    await page.getByRole("option").first().click();
    await page.keyboard.press("Escape");
    const text = page.getByRole("textbox", { name: t("check.text"), exact: true });
    await text.fill("The rent is 1,190 euros a month. Mr Lindqvist hands over the keys.");
    await isAccessible(page, "a text to check");
    await text.press("ControlOrMeta+Enter");
    await page.locator("[data-support]").nth(1).waitFor();
    await isAccessible(page, "a checked text");

    for (const view of ["models", "settings"] as const) {
      await rail(page)
        .getByRole("button", {
          name: t(view === "models" ? "actions.openModels" : "actions.openSettings"),
          exact: true,
        })
        .click();
      await page.getByRole("heading", { name: t(`${view}.title`), level: 1 }).waitFor();
      await isAccessible(page, view);
    }
    for (const view of ["endpoints", "connections"] as const) {
      await page.evaluate((hash) => (location.hash = hash), `#/${view}`);
      await page.getByRole("heading", { name: t(`${view}.title`), level: 1 }).waitFor();
      await isAccessible(page, view);
    }
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type("rent");
    await page
      .getByRole("dialog", { name: t("palette.label") })
      .locator("mark")
      .first()
      .waitFor();
    await isAccessible(page, "the palette");
  });
}
