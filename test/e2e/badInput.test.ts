import os from "node:os";
import path from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { type ErrorCode, errorTable } from "../../electron/contract/errors.ts";
import { type Damage, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import {
  digestLines,
  dropFiles,
  type DroppedFile,
  intake,
  needsSharedDocuments,
  pane,
  rail,
  sharedDocument,
  t,
} from "./actions.ts";
import { expect, test, type Page } from "./fixtures.ts";

const picture = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.alloc(4096, 7)]);
const documents: readonly { what: string; file: DroppedFile; code: ErrorCode }[] = [
  { what: "a damaged PDF", file: { name: "damaged.pdf", content: "%PDF-1.7\n1 0 obj\n<</" }, code: "DOCUMENT_DAMAGED" },
  { what: "an empty file", file: { name: "empty.txt", content: "" }, code: "DOCUMENT_EMPTY" },
  { what: "a picture named .txt", file: { name: "picture.txt", content: picture }, code: "FORMAT_UNSUPPORTED" },
];

for (const { what, file, code } of documents) {
  test(`${what} is refused with the reason, and the next file is read`, async ({ open }) => {
    const page = await open();
    await dropFiles(page, [file]);
    await told(page, code);
    await goodFileWorks(page);
  });
}

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
    await expect(intake(page).getByText(t("drop.modelAdded"))).toBeVisible({ timeout: 60_000 });
    await rail(page)
      .getByRole("button", { name: t("rail.models"), exact: true })
      .click();
    await expect(page.getByRole("main").getByRole("article")).toHaveCount(1);
  });
}

test("a protected PDF asks for its password until it is the right one", async ({ open }) => {
  needsSharedDocuments(test);
  const page = await open();
  await dropFiles(page, [{ name: "protected.pdf", path: sharedDocument("pdf/protected-doclaynet-page.pdf") }]);
  await expect(pane(page).getByText(errorTable.PASSWORD_REQUIRED.message)).toBeVisible({ timeout: 60_000 });
  const field = pane(page).getByLabel(t("summary.locked"));
  const unlock = pane(page).getByRole("button", { name: t("reader.unlock") });
  await field.fill("0000");
  await unlock.click();
  await expect(pane(page).getByText(t("reader.passwordWrong"))).toBeVisible({ timeout: 60_000 });
  await field.fill("1234");
  await unlock.click();
  await digestLines(page).first().waitFor({ timeout: 60_000 });
  await expect(page.locator(".pdf-page[data-drawn=drawn]").first()).toBeVisible({ timeout: 60_000 });
});

/** The sentence of the error and its code stand in the window. */
async function told(page: Page, code: ErrorCode): Promise<void> {
  const alert = page.getByRole("alert").filter({ hasText: code }).first();
  await expect(alert).toBeVisible({ timeout: 60_000 });
  await expect(alert).toContainText(/\w.*\./);
}

async function goodFileWorks(page: Page): Promise<void> {
  await dropFiles(page, [{ name: "good.txt", content: "The harbour opens at nine. Seven boats wait for it.\n" }]);
  await expect(digestLines(page).first()).toContainText(/harbour|boats/, { timeout: 60_000 });
}
