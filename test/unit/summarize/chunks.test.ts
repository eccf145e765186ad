import { describe, expect, it } from "vitest";
import { assertWhole, type Chunk, chunkLimits, planChunks } from "../../../electron/core/summarize/chunks.ts";
import { assertCoversPages, makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";
import { legacyReason } from "../../../electron/contract/reasons.ts";
import { randomNumbers } from "../../helpers/random.ts";

/** About the tokens a real tokenizer counts: one for every four characters, and at least one a word. */
const countTokens = (texts: readonly string[]): Promise<number[]> =>
  Promise.resolve(texts.map((text) => Math.ceil(text.length / 4) + text.split(" ").length));

function randomDocument(seed: number): ReturnType<typeof textDocument> {
  const random = randomNumbers(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const word = (): string => "abcdefghijklmnopqrst".slice(upTo(8), 9 + upTo(10));
  const sentence = (): string => {
    const long = random() < 0.02 ? 900 : 40;
    const words = Array.from({ length: 1 + upTo(long) }, word);
    const text = `${words.join(random() < 0.05 ? "" : " ")}.`;
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const paragraph = (): string => Array.from({ length: 1 + upTo(9) }, sentence).join(" ");
  const block = (): string => (random() < 0.25 ? `${"#".repeat(1 + upTo(3))} ${word()}` : paragraph());
  const page = (): string | null =>
    random() < 0.1 ? null : random() < 0.05 ? "" : Array.from({ length: upTo(12) }, block).join("\n");
  return textDocument(Array.from({ length: 1 + upTo(15) }, page));
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe("the sections of a document", () => {
  it("are those below a lone title, though they are short", () => {
    const section = (number: number) => `## ${number}. Part\n${"The tenant pays the rent on time. ".repeat(14)}`;
    const text = ["# Lease", ...Array.from({ length: 8 }, (_, index) => section(index + 1))].join("\n");
    const { sections } = makeDocumentText(textDocument([text]));
    expect(sections.map(({ heading }) => heading).filter((heading) => heading?.endsWith("Part"))).toHaveLength(8);
  });
});

describe("the plan of chunks", () => {
  it.each(seeds)("holds every sentence of every read page exactly once (document %i)", async (seed) => {
    const { document, pages, outline } = randomDocument(seed);
    const source = makeDocumentText({ document, pages, outline });
    assertCoversPages(source, pages);
    const limits = chunkLimits(seed % 3 === 0 ? 150 : seed % 3 === 1 ? 700 : 2400);
    const chunks = await planChunks(source, limits, countTokens);

    const pieces = chunks.flatMap((chunk) => chunk.pieces);
    for (const page of pages.filter(({ status }) => status === "read")) {
      const own = pieces.filter((piece) => piece.page === page.number);
      for (const sentence of page.sentences) {
        const holding = own.filter(({ start, end }) => start < sentence.end && end > sentence.start);
        expect(
          holding
            .map(({ quote }) => quote)
            .join("")
            .replaceAll(/\s/gu, ""),
        ).toBe(page.text.slice(sentence.start, sentence.end).replaceAll(/\s/gu, ""));
      }
      for (const piece of own) expect(page.text.slice(piece.start, piece.end)).toBe(piece.quote);
    }
    for (const chunk of chunks) expect(chunk.tokens).toBeLessThanOrEqual(limits.most);
    const whole = new Set(
      pieces.filter(
        ({ start, end, index }) => source.sentences[index]?.start === start && source.sentences[index].end === end,
      ),
    );
    for (const piece of pieces) {
      // Only a sentence that fits no chunk is in parts.
      if (whole.has(piece)) continue;
      const unit = source.sentences[piece.index];
      const [tokens = 0] = await countTokens([unit?.text ?? ""]);
      expect(tokens + 6).toBeGreaterThan(limits.most);
    }
  });

  it("ends chunks of a long section at paragraphs, of nearly the same size", async () => {
    const paragraphs = Array.from(
      { length: 120 },
      (_, index) => `Sentence one of ${String(index)} is here. Sentence two of it follows now.`,
    );
    const { document, pages, outline } = textDocument([`# One\n${paragraphs.join("\n")}`]);
    const source = makeDocumentText({ document, pages, outline });
    const chunks = await planChunks(source, chunkLimits(900), countTokens);
    expect(chunks.length).toBeGreaterThan(3);
    const sizes = chunks.map(({ tokens }) => tokens);
    expect(Math.min(...sizes)).toBeGreaterThan(Math.max(...sizes) * 0.6);
    for (const [place, chunk] of chunks.entries()) {
      const next = chunks[place + 1];
      if (next) expect(chunk.pieces.at(-1)?.block).not.toBe(next.pieces[0]?.block);
    }
  });

  it("puts short sections together and starts a chunk with a section where it can", async () => {
    const section = (index: number): string =>
      `# Part ${String(index)}\n${"A sentence of middling length stands here. ".repeat(12)}`;
    const { document, pages, outline } = textDocument([
      Array.from({ length: 12 }, (_, index) => section(index)).join("\n"),
    ]);
    const source = makeDocumentText({ document, pages, outline });
    const chunks = await planChunks(source, chunkLimits(2000), countTokens);
    expect(source.sections.length).toBeGreaterThan(6);
    expect(chunks.length).toBeLessThan(source.sections.length);
    for (const { pieces } of chunks) expect(pieces[0]?.kind).toBe("heading");
  });

  it("notices a sentence that is missing or there twice", async () => {
    const { document, pages, outline } = textDocument(["One is here. Two is here. Three is here."]);
    const source = makeDocumentText({ document, pages, outline });
    const [chunk] = await planChunks(source, chunkLimits(2000), countTokens);
    if (!chunk) throw new Error("There is no chunk.");
    const broken = (pieces: Chunk["pieces"]): Chunk[] => [{ ...chunk, pieces }];
    expect(() => assertWhole(source, broken(chunk.pieces.slice(1)))).toThrow();
    expect(() => assertWhole(source, broken(chunk.pieces.slice(0, -1)))).toThrow();
    expect(() => assertWhole(source, broken([...chunk.pieces, ...chunk.pieces]))).toThrow();
  });

  it("says so where no chunk can hold a single character's tokens", async () => {
    const { document, pages, outline } = textDocument(["Some words are here."]);
    const source = makeDocumentText({ document, pages, outline });
    const greedy = (texts: readonly string[]): Promise<number[]> => Promise.resolve(texts.map(() => 500));
    await expect(planChunks(source, chunkLimits(100), greedy)).rejects.toMatchObject({ code: "CONTEXT_TOO_SMALL" });
  });
});

describe("the sections of a document", () => {
  it("keep text that no sentence holds", () => {
    const { document, pages, outline } = textDocument(["# Title\nFirst here. Second here.\nThird here."]);
    const [page] = pages;
    if (!page) throw new Error("There is no page.");
    const holed = { ...page, sentences: page.sentences.slice(0, 2) };
    const source = makeDocumentText({ document, pages: [holed], outline });
    assertCoversPages(source, [holed]);
    expect(source.sentences.map(({ text }) => text)).toEqual(["Title", "First here.", "Second here.", "Third here."]);
  });

  it("count every page as read or unread with its reason", () => {
    const { document, pages, outline } = textDocument(["One page is here.", null, "Another page is here."]);
    const source = makeDocumentText({ document: { ...document, pages: 5 }, pages, outline });
    expect(source.pages.total).toBe(5);
    expect(source.pages.read).toBe(2);
    expect(source.pages.unread.map(({ page }) => page)).toEqual([2, 4, 5]);
    expect(source.pages.unread[0]?.reason).toEqual(legacyReason("It is a picture."));
  });

  it("are made of even stretches where there are no headings", () => {
    const paragraph = "Words fill this paragraph so that it has some length to it. ".repeat(10);
    const { document, pages, outline } = textDocument(Array.from({ length: 30 }, () => paragraph));
    const source = makeDocumentText({ document, pages, outline });
    expect(source.sections.length).toBeGreaterThan(1);
    expect(source.sections[0]?.firstPage).toBe(1);
    expect(source.sections.at(-1)?.lastPage).toBe(30);
    expect(source.sections.every(({ heading }) => heading === null)).toBe(true);
  });
});

describe("what is left over at the end", () => {
  it("joins the chunk before it, where both fit", async () => {
    const section = (number: number, sentences: number) =>
      `## ${number}. Part\n${"The tenant pays the rent on the third day. ".repeat(sentences)}`;
    const text = [1, 2, 3].map((number) => section(number, number === 3 ? 4 : 34)).join("\n");
    const source = makeDocumentText(textDocument([text]));
    const chunks = await planChunks(source, chunkLimits(1200), countTokens);
    expect(chunks.map(({ pieces }) => new Set(pieces.map(({ section: own }) => own)).size)).toEqual([1, 2]);
  });
});
