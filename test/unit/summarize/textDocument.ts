import { createHash } from "node:crypto";
import {
  type Block,
  type Document,
  type OutlineEntry,
  type Page,
  type Sentence,
  readingVersion,
} from "../../../electron/contract/documents.ts";
import { legacyReason } from "../../../electron/contract/reasons.ts";

/** What the pages of a long text are about, so that no two of them say the same. */
export const subjects = [
  "about boats, cranes and ropes that lay near the quay",
  "on tolls that foreign captains owed the treasury",
  "against fishermen whose nets blocked the northern channel",
  "for pilots who guide tankers past the sandbank at night",
  "after a storm had torn two lanterns from the lighthouse",
  "to thank widows who baked bread for stranded crews",
  "concerning rats, grain and damp in the oldest warehouse",
  "because smugglers hid tobacco below a coal barge",
  "when engineers surveyed the lock gates for rust",
  "so that apprentices learn knots, signals and tides first",
] as const;

/** A document made of plain pages, as the reader would hand it over: lines that start with `# ` are headings. */
export function textDocument(
  pageTexts: readonly (string | null)[],
  options: { language?: string; title?: string } = {},
): { document: Document; pages: Page[]; outline: OutlineEntry[] } {
  const outline: OutlineEntry[] = [];
  const pages = pageTexts.map((text, index) => textPage(index + 1, text, outline, options.language ?? "en"));
  const all = pageTexts.join("\n");
  const document: Document = {
    id: createHash("sha256").update(all).digest("hex"),
    name: "document.txt",
    format: "text",
    title: options.title ?? "A document",
    bytes: all.length,
    pages: pages.length,
    words: all.split(/\s+/u).filter((word) => word !== "").length,
    language: options.language ?? "en",
    status: "ready",
    problem: null,
    unread: pages.flatMap(({ number, status }) =>
      status === "unread" ? [{ page: number, reason: legacyReason("It is a picture.") }] : [],
    ),
    notes: [],
    rendered: false,
    pinned: false,
    createdAt: 1,
    updatedAt: 1,
    readMs: 12,
    reading: { version: readingVersion, problem: null },
  };
  return { document, pages, outline };
}

function textPage(number: number, text: string | null, outline: OutlineEntry[], language: string): Page {
  const page: Page = {
    number,
    label: null,
    text: "",
    blocks: [],
    tables: [],
    sentences: [],
    status: text === null ? "unread" : "read",
    reason: text === null ? legacyReason("It is a picture.") : null,
    size: null,
    runs: [],
  };
  if (text === null) return page;
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  const blocks: Block[] = [];
  const sentences: Sentence[] = [];
  let written = "";
  for (const raw of text.split(/\n+/u).filter((line) => line.trim() !== "")) {
    const level = /^#+/u.exec(raw)?.[0].length ?? 0;
    const line = raw.replace(/^[#\s]+/u, "").trimEnd();
    const start = written.length;
    const end = start + line.length;
    const item = /^[-*•]\s/u.test(line);
    blocks.push(
      level > 0
        ? { kind: "heading", level: Math.min(6, level), start, end }
        : { kind: item ? "listItem" : "paragraph", start, end },
    );
    if (level > 0) {
      outline.push({ title: line, level: Math.min(6, level), page: number, start });
      sentences.push({ id: `p${String(number)}.s${String(sentences.length + 1)}`, start, end });
    } else {
      for (const { segment, index } of segmenter.segment(line)) {
        const length = segment.trimEnd().length;
        if (length === 0) continue;
        const id = `p${String(number)}.s${String(sentences.length + 1)}`;
        sentences.push({ id, start: start + index, end: start + index + length });
      }
    }
    written += `${line}\n`;
  }
  return { ...page, text: written, blocks, sentences };
}
