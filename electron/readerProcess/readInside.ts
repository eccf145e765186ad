import process from "node:process";
import type { Page } from "../contract/documents.ts";
import { type AppError, type ErrorCode, toAppError, unreadableKindSchema } from "../contract/errors.ts";
import type { FileName } from "../contract/fileNames.ts";
import { type PageLabel, printedLabel } from "../contract/pageLabels.ts";
import { type Reason, type ReasonDataOf, reasonOf } from "../contract/reasons.ts";
import { type Detected, detectFormat } from "./detectFormat.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { countInflated } from "./zip.ts";

/** Files inside files inside files are read this deep: the attachment of a message that was attached to one that was attached. */
const deepest = 3;

/** These end the reading of the whole document, wherever they come from. */
const endsAll: ReadonlySet<ErrorCode> = new Set([
  "READ_PAGE_LIMIT",
  "READ_TIMEOUT",
  "READ_MEMORY_LIMIT",
  "CANCELLED",
  "DISK_FULL",
]);

/** Reads the files inside a document, which share its limits; whatever is wrong with one of them, the others are read. */
export function createInside(
  outermost: Omit<Reading, "inside">,
  readFormat: (detected: Detected, reading: Reading) => Promise<ReadFacts>,
): Reading["inside"] {
  let leftMb = outermost.limits.inflatedMb;

  const insideAt =
    (depth: number, emit: (page: Page) => void): Reading["inside"] =>
    async ({ bytes, name, called = name, page: taking }) => {
      const shown = typeof called === "string" && called.length > 120 ? `${called.slice(0, 119)}…` : called;
      if (depth > deepest) return [{ ...reasonOf("INSIDE_TOO_DEEP", { deepest }), within: [shown] }];
      let pages = 0;
      const page = (inner: Page) => {
        pages++;
        if (taking) {
          taking(inner);
          return;
        }
        // The original pages are those of the outer file.
        emit({ ...inner, label: labelInside(shown, pages, inner.label), size: null, runs: [] });
      };
      const notes: Reason[] = [];
      try {
        const limits = { ...outermost.limits, inflatedMb: leftMb };
        if (bytes[0] === 0x50 && bytes[1] === 0x4b) leftMb -= (await countInflated(bytes, leftMb)) / 2 ** 20;
        const detected = await detectFormat(bytes, name);
        const reading: Reading = {
          ...outermost,
          bytes,
          name,
          limits,
          password: null,
          page,
          // Only that a page is being recognised matters outside: it takes seconds of its own.
          progress(done, total, stage) {
            if (stage === "recognizing") outermost.progress(done, total, stage);
          },
          // What was kept of an earlier reading is known by the pages of the outer file.
          recognized: () => undefined,
          inside: insideAt(depth + 1, page),
        };
        const facts = await readFormat(detected, reading);
        notes.push(...detected.notes, ...facts.notes);
        if (pages === 0) notes.push(reasonOf("INSIDE_WITHOUT_TEXT"));
      } catch (thrown) {
        const error = toAppError(thrown);
        if (endsAll.has(error.code)) throw error;
        if (error.code === "INTERNAL")
          process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
        notes.push(reasonOf(pages > 0 ? "INSIDE_PARTLY_READ" : "INSIDE_UNREAD", failureOf(error)));
      }
      return notes.map((note) => ({ ...note, within: [shown, ...(note.within ?? [])] }));
    };

  return insideAt(1, (page) => outermost.page(page));
}

/** The label of the `number`th page of a file, which is `label` within it. */
function labelInside(file: FileName, number: number, label: PageLabel | null): PageLabel {
  if (label === null && number === 1) return { code: "FILE", data: { name: file } };
  const inner = label ?? printedLabel(String(number));
  return { ...inner, within: [file, ...(inner.within ?? [])] };
}

/** Why a file could not be read. */
function failureOf({ code, data }: AppError): ReasonDataOf<"INSIDE_UNREAD"> {
  switch (code) {
    case "FORMAT_UNSUPPORTED": {
      const kind = unreadableKindSchema.safeParse(data?.["detected"]);
      return kind.success ? { reason: "KIND", detected: kind.data } : {};
    }
    case "PASSWORD_REQUIRED":
    case "PASSWORD_WRONG":
      return { reason: "PASSWORD" };
    case "DOCUMENT_DAMAGED":
      return { reason: "DAMAGED" };
    case "DOCUMENT_EMPTY":
    case "DOCUMENT_NO_PAGES":
    case "DOCUMENT_NO_TEXT":
      return { reason: "NO_TEXT" };
    case "READ_INFLATED_LIMIT":
      return { reason: "INFLATED" };
    default:
      return {};
  }
}
