import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import { expect, type Locator, type Page, type TestType } from "@playwright/test";
import type { contract } from "../../electron/contract/contract.ts";
import { createWords } from "../../electron/words/words.ts";

/** The words of the interface, as it says them. */
export const { t } = createWords();

export const sampleTitle = /lease/i;

/** A file to drop: one on the disk, or one made of these bytes. */
export type DroppedFile =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly content: string | Buffer };

/** Drops files on the window as a person would, without a file dialog. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const contents = files.map((file) => ({
    name: file.name,
    base64: ("path" in file ? readFileSync(file.path) : Buffer.from(file.content)).toString("base64"),
  }));
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, contents);
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", type, { dataTransfer: transfer });
  }
}

/** Adds files through the file dialog that Ctrl+O opens. */
export async function chooseFiles(page: Page, files: readonly string[]): Promise<void> {
  const dialog = page.waitForEvent("filechooser");
  await page.keyboard.press("ControlOrMeta+o");
  await (await dialog).setFiles([...files]);
}

/** Adds a model by choosing its file. */
export async function addModel(page: Page, file: string): Promise<void> {
  await chooseFiles(page, [file]);
  await expect(intake(page).getByText(t("drop.modelAdded"))).toBeVisible({ timeout: 60_000 });
  await intake(page)
    .getByRole("button", { name: t("drop.clear") })
    .click();
}

/** The panel of files being added. */
export const intake = (page: Page): Locator => page.getByRole("region", { name: t("drop.showAll") });

/** Sets that documents are not summarized as soon as they are read, and goes back to the start. */
export async function summarizeOnRequestOnly(page: Page): Promise<void> {
  await page.getByRole("button", { name: t("actions.openSettings"), exact: true }).click();
  await page.getByText(t("settings.summarizeOnOpen")).click();
  await expect(page.getByRole("switch", { name: t("settings.summarizeOnOpen") })).not.toBeChecked();
  await page.getByRole("link", { name: t("app.name") }).click();
  await expect(page.getByRole("heading", { name: t("start.title") })).toBeVisible();
}

/** Opens the sample document by the button of the first screen. */
export async function openSample(page: Page): Promise<void> {
  await page.getByRole("button", { name: sampleTitle }).click();
  await digestLines(page).first().waitFor();
}

/** The room's middle, with digest and summary. */
export const pane = (page: Page): Locator => page.getByRole("region", { name: t("summary.summaryPanel") });
export const digestLines = (page: Page): Locator =>
  page.getByRole("list", { name: t("summary.digest"), exact: true }).getByRole("listitem");
/** Citation chips inside of something. */
export const chips = (inside: Page | Locator): Locator =>
  inside.getByRole("button", { name: new RegExp(`^${t("citation.label", { number: "\\d+", page: "\\d+" })}$`) });
/** The page view beside the summary. */
export const pages = (page: Page): Locator => page.locator(".page-list");
/** The library at the left. */
export const rail = (page: Page): Locator => page.getByRole("navigation", { name: t("rail.label") });
/** A chat or document in the library. */
export const railLink = (page: Page, title: string | RegExp): Locator =>
  rail(page).getByRole("listitem").getByRole("link", { name: title });
export const composer = (page: Page): Locator => page.getByRole("textbox", { name: t("chat.composer") });
export const messages = (page: Page): Locator =>
  page.getByRole("region", { name: t("chat.messages") }).getByRole("article");

/** Stands below the last answer once it is written. */
export const answerAgain = (page: Page): Locator =>
  messages(page)
    .last()
    .getByRole("button", { name: t("chat.regenerate") });

export type Api = ContractRouterClient<typeof contract>;

/** The application's contract over the connection that the page has; in a browser only. */
export async function apiOf(page: Page): Promise<Api> {
  const origin = new URL(page.url()).origin;
  const cookie = (await page.context().cookies(origin)).map(({ name, value }) => `${name}=${value}`).join("; ");
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie } }));
}

const documentsFolder = path.resolve(import.meta.dirname, "../../../shared/documents");
/** Real documents beside the checkout; they are no part of the repository. */
export const hasSharedDocuments = existsSync(documentsFolder);
export const sharedDocument = (name: string): string => path.join(documentsFolder, name);

/** Skips, and says so, where the real documents are not there. */
export function needsSharedDocuments(test: Pick<TestType<object, object>, "skip">): void {
  if (!hasSharedDocuments) {
    // eslint-disable-next-line no-console -- a test that does not run must be seen
    console.warn("The real documents are not beside the checkout: a test that reads them is skipped.");
  }
  test.skip(!hasSharedDocuments, "The real documents are not beside the checkout.");
}

/** A report in Markdown of that many sections, each with sentences, numbers and names of its own. */
export function longReport(sections: number): string {
  const places = ["Port Linden", "Saint Maur", "Kelso Bay", "Verrand", "Old Mill", "Tarn Head", "Eastgate", "Crail"];
  const parts = Array.from({ length: sections }, (_, index) => {
    const place = places[index % places.length] ?? "";
    const sentences = Array.from(
      { length: 9 },
      (_, line) =>
        `In week ${line + 1} of section ${index + 1} the harbour office of ${place} counted ${100 + index * 17 + line} boats and the party of the north wind paid ${2000 + index * 31 + line * 7} euros for the year.`,
    );
    return `## ${index + 1}. ${place}\n\n${sentences.join(" ")}`;
  });
  return `# Report of the harbours\n\n${parts.join("\n\n")}\n`;
}

/** The words of a list entry before its citations. */
export async function wordsOf(line: Locator): Promise<string> {
  const words = await line.evaluate((element) => {
    const copy = element.cloneNode(true) as Element;
    for (const beside of copy.querySelectorAll("[data-chip], [role=note]")) beside.remove();
    return copy.textContent;
  });
  return words.replaceAll(/\s+/g, " ").trim();
}

/** The written text of an answer, without what stands around it. */
export const answer = (page: Page): Locator => messages(page).last().locator(".markdown");

/** What the window says when a summary is finished. */
export const receipt = (page: Page): Locator => page.getByRole("region", { name: t("summary.receipt.title") });
