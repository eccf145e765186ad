import { tinyDocx, tinyZip, wordParagraph } from "../helpers/tinyZip.ts";
import {
  digestLines,
  dropFiles,
  needsSharedDocuments,
  pages,
  rail,
  sharedDocument,
  summarizeOnRequestOnly,
  t,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";

const patience = { timeout: 60_000 };
const letter = (place: string) =>
  `The harbour office of ${place} opens at nine on every working day of the week. The council of ${place} pays 2,000 euros for the ropes of the quay. Nobody may leave a boat at the quay of ${place} without a licence from the office.\n`;

test("an archive becomes a collection, its documents are read, and sentences over all of it open their file", async ({
  open,
}) => {
  const page = await open();
  const archive = tinyZip({
    "letters/linden.txt": letter("Port Linden"),
    "letters/kelso.docx": tinyDocx(wordParagraph(letter("Kelso Bay"))),
    "film.avi": "RIFF    AVI ",
    "__MACOSX/._linden.txt": "rubbish",
  });
  await dropFiles(page, [{ name: "Letters.zip", content: Buffer.from(archive) }]);
  await expect(page.getByRole("heading", { name: "Letters", exact: true })).toBeVisible(patience);
  const main = page.getByRole("main");
  await expect(main.getByText(t("collections.documents", { count: 2 })).first()).toBeVisible(patience);
  await expect(main.getByText(t("collections.skipped", { count: 1 }))).toBeVisible(patience);
  const set = main.getByRole("list", { name: t("collections.set.title") });
  await expect(set.getByRole("listitem").first()).toBeVisible(patience);
  await set
    .getByRole("button", { name: /linden|kelso/u })
    .first()
    .click(patience);
  await expect(pages(page)).toContainText(/harbour office|council|boat/);
  await page.goBack();
  await expect(rail(page).getByRole("link", { name: "Letters" })).toBeVisible();
});

test("a table and a scanned page are read, and the page of each is shown", async ({ open }) => {
  needsSharedDocuments(test);
  const page = await open();
  await summarizeOnRequestOnly(page);
  const files = ["csv/airline-safety.csv", "scanned/eurotext.tif"].map((name) => ({
    name: name.slice(name.indexOf("/") + 1),
    path: sharedDocument(name),
  }));
  await dropFiles(page, files.slice(0, 1));
  await expect(pages(page)).toContainText("Aerolineas Argentinas", patience);
  await dropFiles(page, files.slice(1));
  // The pages are those of the scan only when it has been read; until then those of the table are shown, and its digest.
  await expect(pages(page)).toContainText(/quick|brown|dog/iu, { timeout: 120_000 });
  await expect(digestLines(page).first()).toContainText(
    /quick|fox|dog|spam|Fuchs|renard|volpe|zorro|raposa/iu,
    patience,
  );
});
