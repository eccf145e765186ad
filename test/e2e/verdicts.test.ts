import { AxeBuilder } from "@axe-core/playwright";
import { openSample, pages, pane, railLink, receipt, sampleTitle, t } from "./actions.ts";
import { expect, isElectron, test, type Page, type RunningApp } from "./fixtures.ts";
import { addJudgedSummary, judged } from "./judgedSummary.ts";

const patience = { timeout: 240_000 };

/** Opens the sample document with a summary that has every verdict. */
async function openJudged(
  {
    open,
    start,
    first,
  }: { open: (app?: RunningApp) => Promise<Page>; start: () => Promise<RunningApp>; first: () => Promise<RunningApp> },
  patch: Parameters<typeof addJudgedSummary>[1] = {},
): Promise<Page> {
  const app = await first();
  const page = await open(app);
  await openSample(page);
  await expect(receipt(page)).toBeVisible(patience);
  await app.stop();
  addJudgedSummary(app.data, patch);
  const again = await open(await start());
  await railLink(again, sampleTitle).first().click();
  return again;
}

const whole = (page: Page) => page.getByRole("list", { name: t("summary.whole"), exact: true });
const entry = (page: Page, text: string) => whole(page).getByRole("listitem").filter({ hasText: text });

test("each sentence says its verdict, and a contradicted one stands beside its quote", async ({
  open,
  start,
  first,
}) => {
  test.skip(isElectron, "It looks at the page beside, which is the same in the window.");
  const page = await openJudged({ open, start, first });
  await expect(entry(page, judged.verified).getByRole("img", { name: t("summary.supports.verified") })).toBeVisible();
  await expect(entry(page, judged.byModel).getByRole("note")).toContainText(t("summary.supports.verifiedByModel"));
  await expect(entry(page, judged.weak).getByRole("note")).toContainText(t("summary.supports.weak"));
  // The last word of a sentence stays on the line of its chips and is lit by itself.
  await expect(entry(page, judged.weak).locator("mark")).toHaveText(["renewed in ", "silence"]);
  await expect(entry(page, judged.unsupported).locator("mark")).toHaveText("Klara Winther");

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }

  const contradicted = entry(page, judged.contradicted);
  const [said, quoted] = [contradicted.getByRole("definition").nth(0), contradicted.getByRole("definition").nth(1)];
  await expect(said.locator("mark")).toHaveText("158 euros");
  await expect(quoted.locator("mark")).toHaveText("185 euros");
  await contradicted.getByRole("button", { name: new RegExp(t("summary.verdicts.show", { page: "\\d+" })) }).click();
  await expect(pages(page).locator('[data-kind="quote"]').first()).toBeAttached();
  await expect(pages(page).locator('[data-kind="words"]').first()).toBeAttached();

  await pane(page)
    .getByRole("button", { name: t("summary.verdicts.counts.weak", { count: 2 }) })
    .click();
  await expect(entry(page, judged.weak)).toBeVisible();
  await expect(entry(page, judged.contradicted)).toBeHidden();

  const mark = entry(page, judged.byModel).getByRole("button", { name: t("summary.supports.verifiedByModel") });
  await pane(page)
    .getByRole("button", { name: t("summary.verdicts.counts.weak", { count: 2 }) })
    .click();
  await mark.press("Enter");
  await expect(page.getByRole("dialog", { name: t("summary.supports.verifiedByModel") })).toContainText(
    t("finding:FOUND_BY_MODEL"),
  );
});

test("a summary that an earlier check judged is judged again while it is looked at", async ({ open, start, first }) => {
  const page = await openJudged({ open, start, first }, { check: { version: 1, problem: null } });
  // What the earlier check was told is gone with the new verdict, whatever this one says of it.
  await expect(entry(page, judged.weak)).toBeVisible();
  await expect(pane(page).getByText(t("summary.checked.again"))).toHaveCount(0, patience);
  await expect(entry(page, judged.verified).getByRole("img", { name: t("summary.supports.verified") })).toBeVisible();
});

test("a question below a summary asks itself in a chat about the document, which offers it while it is empty", async ({
  open,
  start,
  first,
}) => {
  const question = "Who pays for heating and water?";
  const page = await openJudged({ open, start, first }, { questions: [question, "When does the lease end?"] });
  const below = pane(page).getByRole("region", { name: t("chat.askNext") });
  await expect(below.getByRole("button")).toHaveText([question, "When does the lease end?"]);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await below.getByRole("button", { name: question }).press("Enter");
  const messages = page.getByRole("region", { name: t("chat.messages") });
  await expect(messages.getByRole("article", { name: t("chat.you") })).toContainText(question);

  await railLink(page, sampleTitle).first().click();
  await pane(page)
    .getByRole("button", { name: t("summary.ask"), exact: true })
    .click();
  const offered = page.getByRole("region", { name: t("chat.askNext") });
  await offered.getByRole("button", { name: question }).press("Enter");
  await expect(messages.getByRole("article", { name: t("chat.you") })).toContainText(question);
  await expect(offered).toBeHidden();
  await expect(page.getByRole("textbox", { name: t("chat.composer") })).toBeFocused();
});
