import process from "node:process";
import type { Page } from "../contract/documents.ts";
import { type AppError, type ErrorCode, toAppError } from "../contract/errors.ts";
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
    async ({ bytes, name }) => {
      const shown = name.length > 120 ? `${name.slice(0, 119)}…` : name;
      if (depth > deepest) return [`“${shown}” was not read: it lies more than ${deepest} files deep.`];
      let pages = 0;
      const page = (inner: Page) => {
        pages++;
        const part = inner.label ?? (pages > 1 ? String(pages) : null);
        // The original pages are those of the outer file.
        emit({ ...inner, label: part === null ? shown : `${shown} · ${part}`, size: null, runs: [] });
      };
      const notes: string[] = [];
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
        if (pages === 0) notes.push("It has no text.");
      } catch (thrown) {
        const error = toAppError(thrown);
        if (endsAll.has(error.code)) throw error;
        if (error.code === "INTERNAL")
          process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
        notes.push(`${pages > 0 ? "Only a part of it was read" : "It was not read"}${reasonOf(error)}`);
      }
      return notes.map((note) => `“${shown}”: ${note}`);
    };

  return insideAt(1, (page) => outermost.page(page));
}

/** Why a file could not be read, for the end of a sentence that says that it was not. */
function reasonOf(error: AppError): string {
  const kind = error.data?.["detected"];
  switch (error.code) {
    case "FORMAT_UNSUPPORTED":
      return typeof kind === "string" ? `: it is ${kinds[kind] ?? kind}.` : ".";
    case "PASSWORD_REQUIRED":
    case "PASSWORD_WRONG":
      return ": it is protected by a password.";
    case "DOCUMENT_DAMAGED":
      return ": it is damaged.";
    case "DOCUMENT_EMPTY":
    case "DOCUMENT_NO_PAGES":
    case "DOCUMENT_NO_TEXT":
      return ": it has no text.";
    case "READ_INFLATED_LIMIT":
      return ": with it, more would be unpacked than the limit in the settings allows.";
    default:
      return ".";
  }
}

const kinds: Readonly<Record<string, string>> = {
  binary: "binary data",
  zip: "a ZIP archive",
  oldOffice: "an office file of before 2007",
  gif: "a GIF picture",
  media: "a picture, sound or film",
  postScript: "a PostScript file",
  gzip: "a gzip archive",
  sevenZip: "a 7-Zip archive",
  rar: "a RAR archive",
  bzip2: "a bzip2 archive",
  program: "a program",
  model: "a model",
  database: "a database",
  rareCompression: "compressed in a rare way",
};
