import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Api, apiOf, dropFiles, intake, longReport, openSample, pane, rail, receipt, t } from "./actions.ts";
import { createWords } from "../../electron/words/words.ts";
import { expect, isElectron, test, type Page } from "./fixtures.ts";

const said = createWords();
const patience = { timeout: 240_000 };
const keepsGoing = (page: Page) => pane(page).getByRole("button", { name: t("summary.continue") });

/** Sections of a report in many parts, for the starter: a model of random weights is asked no more after the first. */
const parts = 22;
const stoppedWords = (page: Page) => pane(page).getByText(/\d+ of \d+ parts/);

// a bound for a machine that is far slower or busier than most
test.describe.configure({ timeout: 600_000 });

test("a dropped model is listed and used, and its summary shows what supports each point", async ({ open, models }) => {
  const page = await open();
  await dropFiles(page, [{ name: "tiny.gguf", path: models.tiny }]);
  await expect(intake(page).getByText(t("drop.modelAdded"))).toBeVisible({ timeout: 60_000 });
  await rail(page)
    .getByRole("button", { name: t("actions.openModels"), exact: true })
    .click();
  const card = page.getByRole("article").filter({ hasText: "Tiny Mistral" });
  await expect(card.getByText(t("models.default"), { exact: true })).toBeVisible();

  await rail(page)
    .getByRole("link", { name: t("app.name") })
    .click();
  await expect(page.getByText(t("start.modelReady", { model: "Tiny Mistral" }))).toBeVisible();
  await openSample(page);
  // Looked for at every frame: a quick model may be at its end when a busy test looks again.
  await page.waitForFunction(
    (name) => /Part \d+ of \d+/.test(document.querySelector(`[aria-label="${name}"]`)?.textContent ?? ""),
    t("summary.progress.label"),
    { polling: "raf", ...patience },
  );
  await expect(receipt(page)).toBeVisible(patience);

  const whole = page.getByRole("region", { name: t("summary.whole"), exact: true }).locator("[data-point]");
  expect(await whole.count()).toBeGreaterThan(0);
  const sections = page.getByRole("region", { name: t("summary.bySection") }).getByRole("heading", { level: 4 });
  const words = (await receipt(page).textContent()) ?? "";
  expect(words).toContain("All 4 pages were read.");
  const [, cited, total] = /(\d+) of (\d+) sections/.exec(words) ?? [];
  expect(Number(total)).toBeGreaterThan(0);
  expect(Number(cited)).toBeLessThanOrEqual(Number(total));
  await expect(sections).toHaveCount(Number(total));

  await page.getByRole("button", { name: t("summary.recipe.title") }).click();
  await expect(page.getByText(createHash("sha256").update(readFileSync(models.tiny)).digest("hex"))).toBeVisible();

  if (isElectron) return;
  const summary = await onlySummary(await apiOf(page));
  expect(words).toContain(t("summary.receipt.allParts", { count: summary.coverage?.chunks.total ?? 0 }));
  const shown = pane(page).locator("[data-point]");
  for (const point of [...summary.points, ...summary.sections.flatMap(({ points }) => points)]) {
    const entry = shown.filter({ hasText: point.text }).first();
    await expect(entry).toBeAttached();
    const note = entry.getByRole("note");
    if (point.support === "verified" && point.findings.length === 0) await expect(note).toHaveCount(0);
    else if (point.support !== "verified")
      await expect(note).toContainText(`${t(`summary.supports.${point.support}`)}: ${said.findings(point.findings)}`);
  }

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: t("summary.controls.more") }).click();
  await page.getByRole("menuitem", { name: t("export:save.markdown") }).click();
  const saved = readFileSync(await (await download).path(), "utf8");
  expect((await download).suggestedFilename()).toMatch(/\.md$/);
  for (const { text } of summary.points) expect(flat(saved)).toContain(flat(text));
});

test("a stopped summary keeps its parts and goes on from them", async ({ open }) => {
  const page = await open();
  await dropFiles(page, [{ name: "harbours.md", content: longReport(parts) }]);
  await inTheMiddle(page, t("summary.stop"));
  await expect(keepsGoing(page)).toBeVisible();
  const words = (await stoppedWords(page).textContent()) ?? "";
  const [, done, total] = /(\d+) of (\d+) parts/.exec(words) ?? [];
  expect(Number(done)).toBeGreaterThan(0);
  expect(Number(total)).toBeGreaterThan(Number(done));
  await goesOnFrom(page, Number(done));
});

test("a summary goes on after the application was killed in its middle", async ({ app, open, start }) => {
  const page = await open();
  await dropFiles(page, [{ name: "harbours.md", content: longReport(parts) }]);
  await inTheMiddle(page);
  const address = new URL(page.url()).hash;
  await app.kill();

  const again = await open(await start());
  await again.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await expect(keepsGoing(again)).toBeVisible();
  const words = (await stoppedWords(again).textContent()) ?? "";
  const done = Number(/(\d+) of \d+ parts/.exec(words)?.[1]);
  expect(done).toBeGreaterThan(0);
  await goesOnFrom(again, done);
});

test("a summary goes on by itself when the process of the model is killed", async ({ app, open }) => {
  const page = await open();
  await dropFiles(page, [{ name: "harbours.md", content: longReport(parts) }]);
  await inTheMiddle(page);
  const victim = await app.enginePid();
  expect(victim).not.toBeNull();
  process.kill(victim ?? 0, "SIGKILL");
  await expect(receipt(page)).toBeVisible(patience);
  await expect(receipt(page)).toContainText("Nothing was cut off.");
  const now = await app.enginePid();
  expect(now).not.toBeNull();
  expect(now).not.toBe(victim);
});

/**
 * Waits until some parts are finished, and most are not, and presses the button of this name then: looked for in the page at
 * every frame it draws, and pressed there, for what asks from outside might come when a quick machine has finished.
 */
async function inTheMiddle(page: Page, button: string | null = null): Promise<void> {
  const partSaid = (names: { progress: string; button: string | null }) => {
    const list = document.querySelector(`[aria-label="${names.progress}"]`);
    if (!/Part ([2-9]|\d\d+) of/.test(list?.textContent ?? "")) return false;
    if (names.button === null) return true;
    const pressed = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === names.button);
    pressed?.click();
    return pressed !== undefined;
  };
  await page.waitForFunction(
    partSaid,
    { progress: t("summary.progress.label"), button },
    { polling: "raf", ...patience },
  );
}

/** Continues by the button; the parts finished before are not made again. */
async function goesOnFrom(page: Page, done: number): Promise<void> {
  const api = isElectron ? null : await apiOf(page);
  await keepsGoing(page).click();
  await expect(receipt(page)).toBeVisible(patience);
  await expect(receipt(page)).toContainText("Nothing was cut off.");
  if (!api) return;
  const job = (await api.jobs.list()).findLast(({ kind }) => kind === "summarize");
  // the first word of the reading comes when the parts of the check-point are there and no other yet
  let kept: number | null = null;
  for await (const event of await api.jobs.attach({ jobId: job?.id ?? "" })) {
    if (event.type === "progress" && event.stage === "mapping") kept ??= event.done;
  }
  expect(kept ?? 0).toBeGreaterThanOrEqual(done);
  const { chunks } = await onlySummary(api);
  expect(chunks.done).toBe(chunks.total);
}

async function onlySummary(api: Api) {
  const [document] = await api.documents.list();
  const [summary, ...others] = await api.summaries.list({ documentId: document?.id ?? "" });
  expect(others).toHaveLength(0);
  if (!summary) throw new Error("There is no summary.");
  return summary;
}

const flat = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, "");
