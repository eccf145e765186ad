import { dropFiles, pages, rail, railLink, t } from "./actions.ts";
import { expect, type Page, test } from "./fixtures.ts";

const patience = { timeout: 60_000 };
const minutes =
  "The board met on 3 March 2025 in the town hall.\n\nIt decided to repair the roof for 48,000 euros.\n\nMrs Okafor reports to the board in June.\n";
const letter =
  "Dear members,\n\nThe board met on 3 March 2025 in the town hall. It decided to repair the roof for 84,000 euros. Will it rain?\nMr Lindqvist reports to the board in June.";

const field = (page: Page) => page.getByRole("textbox", { name: t("check.text"), exact: true });
const sentences = (page: Page) => page.getByRole("list", { name: t("check.list") }).getByRole("listitem");
const markOf = (page: Page, index: number) => sentences(page).nth(index).locator("[data-support]");

async function openWithMinutes(page: Page): Promise<void> {
  await dropFiles(page, [{ name: "minutes.txt", content: minutes }]);
  await expect(railLink(page, "minutes")).toBeVisible(patience);
  await expect(page.getByRole("button", { name: t("compare.compareWith") })).toBeVisible(patience);
  await page.keyboard.press("ControlOrMeta+Shift+l");
  await expect(page.getByRole("heading", { name: t("check.title"), level: 1 })).toBeVisible();
}

test("a pasted text is held against the document that was open, and each sentence gets its mark and quote", async ({
  open,
}) => {
  const page = await open();
  await openWithMinutes(page);
  await expect(page.getByRole("group", { name: t("check.documents") })).toContainText("minutes");
  await expect(page.getByRole("button", { name: t("actions.startCheck"), exact: true })).toBeDisabled();
  await field(page).fill(letter);
  await field(page).press("ControlOrMeta+Enter");

  await expect(sentences(page)).toHaveCount(3);
  await expect(markOf(page, 0)).toHaveAttribute("data-support", "verified", patience);
  await expect(markOf(page, 1)).toHaveAttribute("data-support", /contradicted|unsupported/u, patience);
  await expect(markOf(page, 2)).toHaveAttribute("data-support", /contradicted|unsupported/u, patience);
  await expect(page.getByRole("status").filter({ hasText: "3 sentences checked against minutes" })).toBeVisible();

  const verified = page.getByRole("button", { name: new RegExp(`^${t("summary.supports.verified")}`, "u") });
  await verified.click();
  await expect(sentences(page)).toHaveCount(1);
  await verified.click();
  await expect(sentences(page)).toHaveCount(3);

  await sentences(page)
    .first()
    .getByRole("button", { name: /^Citation 1/u })
    .click();
  await expect(pages(page).locator("mark").first()).toBeVisible(patience);
  await expect(pages(page)).toContainText("The board met on 3 March 2025");
  await page.keyboard.press("Escape");
  await expect(pages(page)).toBeHidden();
  await expect(sentences(page).first()).toBeFocused();
  await page.keyboard.press("j");
  await expect(sentences(page).nth(1)).toBeFocused();
});

test("after an edit only the sentence that changed is checked again, and the text is saved with its quotes", async ({
  open,
}) => {
  const page = await open();
  await openWithMinutes(page);
  await field(page).fill(letter);
  await page.getByRole("button", { name: t("actions.startCheck"), exact: true }).click();
  await expect(markOf(page, 2)).toBeVisible(patience);

  await page.getByRole("button", { name: t("check.edit") }).click();
  await expect(field(page)).toHaveValue(letter);
  await field(page).fill(letter.replace("84,000", "48,000"));
  const asked = page.waitForRequest((request) => request.url().endsWith("/check/start"));
  await field(page).press("ControlOrMeta+Enter");
  expect((await asked).postData()).not.toContain("Lindqvist");
  await expect(markOf(page, 1)).not.toHaveAttribute("data-support", /contradicted|unsupported/u, patience);

  await page.getByRole("button", { name: t("check.save") }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: t("export:save.markdown") }).click();
  expect((await saved).suggestedFilename()).toBe("A text checked against “minutes”.md");
});

test("the view says what is missing before a text can be checked", async ({ open }) => {
  const page = await open();
  await rail(page)
    .getByRole("button", { name: t("actions.checkText"), exact: true })
    .click();
  await field(page).fill("It rained.");
  const start = page.getByRole("button", { name: t("actions.startCheck"), exact: true });
  await expect(page.getByText(t("check.noneChosen"))).toBeVisible();
  await expect(start).toBeDisabled();
  await page.getByRole("button", { name: t("check.choose") }).click();
  await expect(page.getByText(t("check.noDocuments"))).toBeVisible();
  await page.keyboard.press("Escape");
  // a file dropped here is what the text is held against
  await dropFiles(page, [{ name: "minutes.txt", content: minutes }]);
  await expect(page.getByRole("group", { name: t("check.documents") })).toContainText("minutes", patience);
  await expect(start).toBeEnabled(patience);
  await field(page).fill("Did it rain?\n\nWho pays for the roof?");
  await start.click();
  await expect(page.getByText(t("check.nothing"))).toBeVisible(patience);
});
