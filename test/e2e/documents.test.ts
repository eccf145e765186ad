import {
  apiOf,
  chips,
  digestLines,
  dropFiles,
  longReport,
  openSample,
  pages,
  railLink,
  summarizeOnRequestOnly,
  t,
  wordsOf,
} from "./actions.ts";
import { column, tinyPdf } from "../helpers/tinyPdf.ts";
import { expect, isElectron, test, type Page } from "./fixtures.ts";

const notes = `# Notes on the tide

The tide turned at six in the morning off Port Linden. Seven boats waited for the pilot. Nobody had told the harbour master
about the fog, which came at nine.

## The pilot

The pilot, Ingrid Solberg, took 14 boats through the strait before noon. She charged 120 euros for each of them.
`;
const page1 = `<!doctype html><title>Minutes of the board</title><h1>Minutes of the board</h1>
<p>The board met on 3 May 2024. It agreed to paint the crane blue for 4,500 euros.</p>
<p>Mateo Rivas voted against it. The next meeting is on 7 June 2024 in Verrand.</p>`;
const letter = "Dear Hannah,\n\nThe keys lie under the blue stone. The rent is paid until March.\n\nYours, Ines\n";

test.beforeEach(async ({ open }) => {
  // beside a finished summary the digest is folded
  await summarizeOnRequestOnly(await open());
});

test("the first page is on the screen while the rest of a long document is read", async ({ open }) => {
  const page = await open();
  const texts = Array.from({ length: 900 }, (_, index) =>
    column(72, 720, [
      `Ledger of the harbour, sheet ${index + 1}.`,
      `In week ${index + 1} ${index + 100} boats were counted.`,
    ]),
  );
  await dropFiles(page, [{ name: "ledger.pdf", content: Buffer.from(tinyPdf(texts)) }]);
  // Looked for at every frame: whether it is still read is asked in the same as whether the page is there.
  const seen = await page.waitForFunction(
    (names) => {
      const isThere = document.querySelector(`[aria-label="${names.page}"]`) !== null;
      return (
        isThere && {
          isReading: document.querySelector(`[aria-label="${names.rail}"]`)?.textContent.includes(names.reading),
        }
      );
    },
    { page: t("reader.pageNumber", { page: 1 }), rail: t("rail.label"), reading: t("rail.reading") },
    { polling: "raf" },
  );
  expect(await seen.jsonValue()).toEqual({ isReading: true });
  await expect(pages(page).getByText("Ledger of the harbour, sheet 1.")).toBeVisible();
});

test("the sample is read by one click, and each line of its digest opens its page with the words lit", async ({
  open,
}) => {
  const page = await open();
  await expect(page.getByRole("heading", { name: t("start.title") })).toBeVisible();
  await expect(page.getByText(t("rail.emptyTitle"))).toBeVisible();
  await openSample(page);
  const lines = digestLines(page);
  expect(await lines.count()).toBeGreaterThan(3);
  for (const line of await lines.all()) await expect(chips(line).first()).toBeVisible();

  const last = lines.last();
  const chip = chips(last).first();
  const words = await wordsOf(last);
  await chip.hover();
  await expect(page.getByRole("tooltip")).toContainText(words.slice(0, 60));

  await chip.click();
  const light = page.locator(".pdf-light[data-kind=quote]").first();
  await expect(light).toBeInViewport();
  const number = /(\d+)$/.exec((await chip.getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await expect(
    page.getByRole("region", { name: t("reader.pageNumber", { page: number }), exact: true }),
  ).toBeInViewport();
  await expect.poll(() => textUnderLights(page)).toContain(flat(words).slice(0, 24));
});

test("several files dropped at once are read, listed and quoted word for word", async ({ open }) => {
  const page = await open();
  await dropFiles(page, [
    { name: "notes.md", content: notes },
    { name: "minutes.html", content: page1 },
    { name: "letter.txt", content: letter },
  ]);
  for (const title of ["Notes on the tide", "Minutes of the board", "letter"]) {
    await railLink(page, title).click();
    await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
    const line = digestLines(page).first();
    const words = await wordsOf(line);
    await chips(line).first().click();
    const mark = pages(page).locator("mark[data-kind=quote]");
    await expect(mark.first()).toBeInViewport();
    expect(flat((await mark.allTextContents()).join(""))).toContain(flat(words).slice(0, 40));
  }
  if (isElectron) return;
  const api = await apiOf(page);
  const documents = await api.documents.list();
  expect(documents).toHaveLength(3);
  for (const { id, pages: count } of documents) {
    const texts = await api.documents.pages({ id, from: 1, to: count });
    const { lines } = await api.summaries.digest({ documentId: id, length: "detailed" });
    expect(lines.length).toBeGreaterThan(0);
    for (const { citations } of lines) {
      for (const { page: number, start, end, quote } of citations) {
        expect(texts[number - 1]?.text.slice(start, end)).toBe(quote);
      }
    }
  }
});

test("a document survives a reload while it is read and a restart of the application", async ({ app, open, start }) => {
  const page = await open();
  await dropFiles(page, [{ name: "harbours.md", content: longReport(600) }]);
  await page.waitForURL(/#\/document\//);
  await page.reload();
  await digestLines(page).first().waitFor({ timeout: 60_000 });
  const words = await wordsOf(digestLines(page).first());
  await app.stop();

  const again = await open(await start());
  await railLink(again, "Report of the harbours").click();
  await expect(digestLines(again).first()).toContainText(words);
});

/** Letters and digits alone: lines break differently on a drawn page. */
const flat = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, "");

/** The words of the drawn page's text layer that the lit boxes cover. */
function textUnderLights(page: Page): Promise<string> {
  return page.evaluate(() => {
    const lights = [...document.querySelectorAll(".pdf-light[data-kind=quote]")].map((box) =>
      box.getBoundingClientRect(),
    );
    const spans = [...document.querySelectorAll(".pdf-text span")].filter((span) => {
      const box = span.getBoundingClientRect();
      const middle = (box.top + box.bottom) / 2;
      return lights.some(
        (light) => light.top <= middle && middle <= light.bottom && light.left < box.right && box.left < light.right,
      );
    });
    return spans
      .map((span) => span.textContent)
      .join("")
      .replaceAll(/[^\p{L}\p{N}]/gu, "");
  });
}
