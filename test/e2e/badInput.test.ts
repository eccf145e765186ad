import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type ErrorCode } from "../../electron/contract/errors.ts";
import { readLimitsSchema } from "../../electron/contract/settings.ts";
import { createWords } from "../../electron/words/words.ts";
import { type Damage, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { addEnormousModel, changeSettings, writeCorruptLibrary, writeFutureLibrary } from "../helpers/badLibraries.ts";
import { mountSmallDisk } from "../helpers/smallDisk.ts";
import { column, tinyPdf } from "../helpers/tinyPdf.ts";
import { tinyDocx, wordParagraph } from "../helpers/tinyZip.ts";
import {
  chooseFiles,
  composer,
  digestLines,
  dropFiles,
  type DroppedFile,
  intake,
  messages,
  needsSharedDocuments,
  pane,
  rail,
  sharedDocument,
  t,
} from "./actions.ts";
import { expect, isElectron, test, type Page } from "./fixtures.ts";

const words = createWords();

const patience = { timeout: 60_000 };
const letter = column(72, 690, ["The harbour opens at nine.", "Seven boats wait for it."]);
const film = Buffer.concat([Buffer.from("RIFF    AVI ", "latin1"), Buffer.alloc(4096, 7)]);
const limits = readLimitsSchema.parse({ fileMb: 1, inflatedMb: 2, pages: 2 });
const documents: readonly { what: string; file: () => DroppedFile; code: ErrorCode }[] = [
  {
    what: "a damaged PDF",
    file: () => ({ name: "damaged.pdf", content: "%PDF-1.7\n1 0 obj\n<<" }),
    code: "DOCUMENT_DAMAGED",
  },
  { what: "an empty file", file: () => ({ name: "empty.txt", content: "" }), code: "DOCUMENT_EMPTY" },
  { what: "a PDF without pages", file: () => ({ name: "none.pdf", content: pdf(0) }), code: "DOCUMENT_NO_PAGES" },
  { what: "a PDF without text", file: () => ({ name: "scan.pdf", content: pdf(1, []) }), code: "DOCUMENT_NO_TEXT" },
  {
    what: "a film named .txt",
    file: () => ({ name: "film.txt", content: film }),
    code: "FORMAT_UNSUPPORTED",
  },
  {
    what: "a file over the limit of size",
    file: () => ({ name: "big.txt", content: "word ".repeat(2 ** 18) }),
    code: "FILE_TOO_LARGE",
  },
  {
    what: "a file that unpacks to more than the limit",
    file: () => ({ name: "bomb.docx", content: Buffer.from(tinyDocx(wordParagraph("A".repeat(8 * 2 ** 20)))) }),
    code: "READ_INFLATED_LIMIT",
  },
  {
    what: "a PDF over the limit of pages",
    file: () => ({ name: "three.pdf", content: pdf(3) }),
    code: "READ_PAGE_LIMIT",
  },
];

for (const { what, file, code } of documents) {
  test(`${what} is refused with the reason, and the next file is read`, async ({ data, open }) => {
    changeSettings(data, { readLimits: limits });
    const page = await open();
    await dropFiles(page, [file()]);
    await told(page, code);
    await goodFileWorks(page);
  });
}

test("a file that cannot be read any more when it is its turn is told with the reason", async ({ open }) => {
  test.skip(isElectron, "The request is held where a browser makes it.");
  const page = await open();
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-bad-"));
  const file = path.join(folder, "gone.txt");
  writeFileSync(file, "The harbour opens at nine.\n");
  await page.route("**/files?**", async (route) => {
    rmSync(folder, { recursive: true, force: true });
    await route.continue();
  });
  await chooseFiles(page, [file]);
  await told(page, "FILE_UNREADABLE");
  await page.unroute("**/files?**");
  await goodFileWorks(page);
});

test("a PDF named .txt is read as what it is, and the window says so", async ({ open }) => {
  const page = await open();
  await dropFiles(page, [{ name: "letter.txt", content: pdf(1) }]);
  // In the digest, or in the summary that folds it away when it is there.
  await expect(pane(page)).toContainText(/harbour|boats/, patience);
  await expect(pane(page).getByText("The name says TXT, the content is PDF.")).toBeVisible();
});

const models: readonly { what: string; damage: Damage | null; code: ErrorCode }[] = [
  { what: "a truncated model", damage: "truncated", code: "MODEL_TRUNCATED" },
  { what: "a text named .gguf", damage: null, code: "MODEL_NOT_GGUF" },
  { what: "a model of an unknown architecture", damage: "unknownArchitecture", code: "MODEL_ARCHITECTURE_UNKNOWN" },
];

for (const { what, damage, code } of models) {
  test(`${what} is refused with the reason, and a good one is taken`, async ({ open, models: good }) => {
    const page = await open();
    const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-bad-"));
    const file = path.join(folder, "bad.gguf");
    if (damage) writeTinyModel(file, { damage });
    await dropFiles(page, [damage ? { name: "bad.gguf", path: file } : { name: "bad.gguf", content: "hello\n" }]);
    rmSync(folder, { recursive: true });
    await told(page, code);
    await dropFiles(page, [{ name: "tiny.gguf", path: good.tiny }]);
    await expect(intake(page).getByText(t("drop.modelAdded"))).toBeVisible(patience);
    await rail(page)
      .getByRole("button", { name: t("actions.openModels"), exact: true })
      .click();
    const cards = page.getByRole("main").getByRole("article");
    await expect(cards.filter({ hasText: "Tiny Mistral" })).toHaveCount(1);
    await expect(cards.filter({ hasText: /bad/i })).toHaveCount(0);
  });
}

test("a model larger than memory says so on its card and in the chat, and the message is kept", async ({
  data,
  open,
}) => {
  changeSettings(data, { defaultModelId: addEnormousModel(data) });
  const page = await open();
  await rail(page)
    .getByRole("button", { name: t("actions.openModels"), exact: true })
    .click();
  await expect(page.getByRole("article").filter({ hasText: "Enormous" })).toContainText(/too large/i);
  await page.keyboard.press("ControlOrMeta+Shift+o");
  await composer(page).fill("Is anybody there?");
  await composer(page).press("Enter");
  await told(page, "MODEL_TOO_LARGE");
  await expect(messages(page).first()).toContainText("Is anybody there?");
});

test("a second start with the same data is refused, and the first goes on", async ({ open, start }) => {
  test.skip(isElectron, "A second window's application hands over to the first and ends.");
  const page = await open();
  await expect(start()).rejects.toThrow(refusal("DATA_DIR_LOCKED"));
  await goodFileWorks(page);
});

test("a library from the future is refused in words", async ({ data, start }) => {
  test.skip(isElectron, "The window shows the system's own dialog.");
  writeFutureLibrary(data, 99_990);
  await expect(start()).rejects.toThrow(refusal("DATABASE_FROM_FUTURE"));
});

test("a damaged library is set aside, and the window says so until it is read", async ({ data, open }) => {
  writeCorruptLibrary(data);
  const page = await open();
  const notices = page.getByRole("region", { name: t("app.notices") });
  await expect(notices).toContainText("DATABASE_CORRUPT");
  await expect(notices).toContainText(/damaged.*\./);
  await goodFileWorks(page);
  await notices.getByRole("button", { name: t("common.dismiss") }).click();
  await expect(notices).toBeHidden();
});

test("a full disk is told, and what fits is still read", async ({ data, first, open }) => {
  const disk = mountSmallDisk(6, data);
  test.skip(disk === null, "This machine does not let us mount a disk.");
  try {
    const page = await open();
    await dropFiles(page, [{ name: "big.txt", content: "The harbour opens at nine. ".repeat(300_000) }]);
    await told(page, "DISK_FULL");
    await goodFileWorks(page);
    await (await first()).stop();
  } finally {
    disk?.unmount();
  }
});

test("a protected PDF asks for its password, and says when it is the wrong one", async ({ open }) => {
  const page = await open();
  await dropFiles(page, [{ name: "locked.pdf", content: Buffer.from(tinyPdf([letter], { locked: true })) }]);
  await expect(pane(page).getByText(words.error({ code: "PASSWORD_REQUIRED" }))).toBeVisible(patience);
  await pane(page).getByLabel(t("summary.locked")).fill("0000");
  await pane(page)
    .getByRole("button", { name: t("reader.unlock") })
    .click();
  await expect(pane(page).getByText(t("reader.passwordWrong"))).toBeVisible(patience);
});

test("a protected PDF is read with its password", async ({ open }) => {
  needsSharedDocuments(test);
  const page = await open();
  await dropFiles(page, [{ name: "protected.pdf", path: sharedDocument("pdf/protected-doclaynet-page.pdf") }]);
  await expect(pane(page).getByText(words.error({ code: "PASSWORD_REQUIRED" }))).toBeVisible(patience);
  await pane(page).getByLabel(t("summary.locked")).fill("1234");
  await pane(page)
    .getByRole("button", { name: t("reader.unlock") })
    .click();
  await digestLines(page).first().waitFor(patience);
  await expect(page.locator(".pdf-page[data-drawn=drawn]").first()).toBeVisible(patience);
});

/** A PDF of so many pages with these words. */
function pdf(pages: number, words = letter): Buffer {
  return Buffer.from(tinyPdf(Array.from({ length: pages }, () => words)));
}

/** What a start that is refused leaves in the terminal: the code with its sentence. */
function refusal(code: ErrorCode): RegExp {
  return new RegExp(`"code":"${code}","message":"[^"]+\\."`);
}

/** The sentence of the error and its code stand in the window. */
async function told(page: Page, code: ErrorCode): Promise<void> {
  const alert = page.getByRole("alert").filter({ hasText: code }).first();
  await expect(alert).toBeVisible(patience);
  await expect(alert).toContainText(/\w.*\./);
}

async function goodFileWorks(page: Page): Promise<void> {
  await dropFiles(page, [{ name: "good.txt", content: "The harbour opens at nine. Seven boats wait for it.\n" }]);
  await expect(pane(page)).toContainText(/harbour|boats/, patience);
}
