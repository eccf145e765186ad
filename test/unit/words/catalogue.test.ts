import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { errorCodes, errorTable, unreadableKindSchema } from "../../../electron/contract/errors.ts";
import { formatTable } from "../../../electron/contract/formats.ts";
import { fileNameTable } from "../../../electron/contract/fileNames.ts";
import { type PageLabel, pageLabelTable, printedLabel } from "../../../electron/contract/pageLabels.ts";
import { reasonOf, reasonTable } from "../../../electron/contract/reasons.ts";
import { findingSchema } from "../../../electron/contract/findings.ts";
import { catalogues } from "../../../electron/words/catalogues.ts";
import { createWords } from "../../../electron/words/words.ts";

const findingTable: Table = Object.fromEntries(
  findingSchema.options.map(({ shape }) => [shape.code.value, { data: shape.data as z.ZodObject }]),
);

type Table = Readonly<Record<string, { readonly data: z.ZodObject }>>;

/** The keys that a table of codes asks of the catalogue: a code, and one more for each `reason` its data may have. */
function keysOf(table: Table): Map<string, z.ZodObject> {
  const keys = new Map<string, z.ZodObject>();
  for (const [code, { data }] of Object.entries(table)) {
    keys.set(code, data);
    const { reason } = data.shape as Record<string, z.ZodEnum | z.ZodOptional<z.ZodEnum>>;
    const variants = reason && "unwrap" in reason ? reason.unwrap() : reason;
    for (const variant of variants?.options ?? []) keys.set(`${code}_${variant}`, data);
  }
  return keys;
}

function placeholdersOf(words: string): string[] {
  return [...words.matchAll(/\{\{\s*(\w+)/gu)].map(([, name = ""]) => name);
}

/** "pages_one" and "pages_other" are the plurals of one key. */
const withoutPlural = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/u, "");

describe.each(Object.entries(catalogues))("the catalogue %s", (_language, catalogue) => {
  const tables: readonly [section: string, table: Table, words: Readonly<Record<string, string>>][] = [
    ["error", errorTable, catalogue.error],
    ["finding", findingTable, catalogue.finding],
    ["reason", reasonTable, catalogue.reason],
    ["label", pageLabelTable, catalogue.label],
    ["fileName", fileNameTable, catalogue.fileName],
  ];

  it.each(tables)("has words for every code of %s and none besides", (_section, table, words) => {
    expect([...new Set(Object.keys(words).map(withoutPlural))].sort()).toEqual([...keysOf(table).keys()].sort());
  });

  it.each(tables)("fills its words of %s from the data of the code", (_section, table, words) => {
    const keys = keysOf(table);
    const unknown = Object.entries(words).flatMap(([key, sentence]) => {
      const fields = Object.keys(keys.get(withoutPlural(key))?.shape ?? {});
      return placeholdersOf(sentence)
        .filter((name) => !fields.includes(name))
        .map((name) => `${key}: ${name}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe("the words of findings", () => {
  it("are whole sentences with what the point says, and those that were stored before findings had codes", () => {
    const words = createWords();
    expect(
      words.findings([
        { code: "NUMBER_NOT_IN_QUOTES", data: { text: "1,300" } },
        { code: "NEAR_IN_MEANING", data: { farther: 40, of: 48 } },
        { code: "LEGACY", data: { text: "As it was told then." } },
      ]),
    ).toBe(
      "The number “1,300” is not in its quotes. They mean nearly the same: 40 of 48 other sentences of the document are farther from it by their vectors. As it was told then.",
    );
    expect(words.findings([])).toBe("");
  });
});

describe("the catalogue in English", () => {
  it("names every format and every kind of file that cannot be read", () => {
    expect(Object.keys(catalogues.en.format.content).sort()).toEqual(Object.keys(formatTable).sort());
    expect(Object.keys(catalogues.en.kind).sort()).toEqual([...unreadableKindSchema.options].sort());
  });

  it("refers to words that are there", () => {
    const words = createWords();
    const note = words.reason(reasonOf("NAME_SAYS_OTHER", { extension: "DOCX", format: "text" }));
    expect(note).toBe("The name says DOCX, the content is plain text.");
    const inside = { ...reasonOf("INSIDE_UNREAD", { reason: "KIND", detected: "zip" }), within: ["a.eml", "b.bin"] };
    expect(words.reason(inside)).toBe("“a.eml”: “b.bin”: It was not read: it is a ZIP archive.");
  });

  it("counts cores, and knows the one", () => {
    const words = createWords();
    const data = { reason: "BUSY", used: 2, count: 4, busy: 2 } as const;
    expect(words.reason(reasonOf("THREADS_CHOSEN", data))).toBe("2 of 4 cores: other programs keep about 2 busy");
    expect(words.reason(reasonOf("THREADS_CHOSEN", { ...data, used: 1, count: 1 }))).toBe(
      "The one core: other programs use it too",
    );
  });
});

describe("the words of a page's label", () => {
  it("say what the page holds, and in which file inside the document it lies", () => {
    const words = createWords();
    const labels: PageLabel[] = [
      printedLabel("{{count}} iv"),
      { code: "HIDDEN", data: { text: "Salaries" } },
      { code: "LINES", data: { first: 1001, last: 1060 } },
      { code: "ROWS", data: { first: 1, last: 200 }, within: ["a.eml", "list.csv"] },
      { code: "FILE", data: { name: "letter.docx" } },
      { code: "FILE", data: { name: { code: "ATTACHMENT", data: { number: 2, extension: ".pdf" } } } },
      { ...printedLabel("2"), within: [{ code: "MESSAGE", data: {} }, "scan.pdf"] },
    ];
    expect(labels.map(words.label)).toEqual([
      "{{count}} iv",
      "Salaries (hidden)",
      "lines 1001–1060",
      "a.eml · list.csv · rows 1–200",
      "letter.docx",
      "attachment 2.pdf",
      "message.eml · scan.pdf · 2",
    ]);
  });
});

describe("the words of an error", () => {
  const words = createWords();

  it("are whole sentences", () => {
    for (const code of errorCodes) expect(words.error({ code })).toMatch(/^[A-Z].*\.$/u);
  });

  it("say more where the data name a reason, and fill in numbers and names", () => {
    const data = { reason: "PROMPT", promptTokens: 12_000, room: 3000, contextSize: 4096 };
    expect(words.error({ code: "CONTEXT_TOO_SMALL", data })).toContain("it takes 12,000 tokens");
    const usage = { reason: "ALLOWED", option: "length", allowed: ["short", "standard", "detailed"] };
    expect(words.error({ code: "USAGE", data: usage })).toBe("--length is short, standard, or detailed.");
  });

  it("leave what a name holds as it is", () => {
    const data = { reason: "READING", title: "{{count}} & $t(error:INTERNAL) <b>" };
    expect(words.error({ code: "DOCUMENT_NOT_READY", data })).toContain("“{{count}} & $t(error:INTERNAL) <b>”");
  });

  it("are those that were stored with it before there was a catalogue", () => {
    expect(words.error({ code: "INTERNAL", data: { legacy: "As it was told then." } })).toBe("As it was told then.");
  });
});
