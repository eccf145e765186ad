import { toAppError } from "../../../electron/contract/errors.ts";
import type { Point } from "../../../electron/contract/summaries.ts";
import { digestOf } from "../../../electron/core/extract/digest.ts";
import type { GenerateRequest } from "../../../electron/core/llm/languageModel.ts";
import { productOptions, summarizeAsProduct } from "../product.ts";
import { NotKeptError, type RecordedModel } from "../recordedModel.ts";
import type { ComparedDocument } from "./sets.ts";
import { textUnits } from "./textUnits.ts";

/** plain: the model asked in one turn; digest: sentences chosen by code; product: the summary that the application shows */
export const systemNames = ["plain", "digest", "product"] as const;
export type SystemName = (typeof systemNames)[number];

/** What a system wrote of a document. */
export interface Written {
  /** sentences or points, in the order in which they are read */
  readonly lines: readonly string[];
  /** what the product says of each of its points; null of the others */
  readonly marks: readonly Mark[] | null;
  /** of the product: lines that it shows by section, beside those of the whole */
  readonly bySection: readonly string[];
  /** until the first is there, all are there, nothing more comes; null where nobody waits */
  readonly seconds: { readonly first: number; readonly points: number; readonly all: number } | null;
  /** the digest stands there, since the model could say nothing that the document carries */
  readonly isDigest: boolean;
  /** the reason where it failed */
  readonly failed: string | null;
}

export interface Mark extends Pick<Point, "role"> {
  readonly support: Point["support"] | "quoted";
}

/** Tokens of the plain answer at most: several times what is asked for. */
const mostPlainTokens = 1024;

/** The plainest question, after the text of the document, as anybody would ask it. */
export function plainRequest({ text, asked }: Pick<ComparedDocument, "text" | "asked">): GenerateRequest {
  const question = `Summarize this document in ${String(asked)} bullet points. Each bullet point is a complete sentence that can be understood on its own.`;
  return {
    turns: [{ role: "user", text: `${text}\n\n${question}` }],
    maxTokens: mostPlainTokens,
    temperature: 0,
    seed: 1,
  };
}

/** One turn of the same model, without any of the product's own. */
export async function writePlainly(document: ComparedDocument, model: RecordedModel): Promise<Written> {
  return orReason(model, async () => {
    await using session = await model.open("background", { signal: new AbortController().signal });
    const from = model.clock.monotonic();
    let first = NaN;
    let text = "";
    const result = await session.generate(plainRequest(document), {
      onText(more) {
        text += more;
        // A first sentence is there when the next line begins.
        if (Number.isNaN(first) && text.trim().includes("\n")) first = model.clock.monotonic() - from;
      },
    });
    const all = (model.clock.monotonic() - from) / 1000;
    const seconds = { first: Number.isNaN(first) ? all : first / 1000, points: all, all };
    return { lines: textUnits(result.text), marks: null, bySection: [], seconds, isDigest: false, failed: null };
  });
}

export function writeDigest({ source }: ComparedDocument): Written {
  const lines = digestOf(source, productOptions.length).map(({ text }) => text);
  return { lines, marks: null, bySection: [], seconds: null, isDigest: true, failed: null };
}

export async function writeProduct(document: ComparedDocument, model: RecordedModel): Promise<Written> {
  return orReason(model, async () => {
    const { points, sections, milliseconds, instead } = await summarizeAsProduct(document, model, {
      clock: model.clock,
    });
    return {
      lines: points.map(({ text }) => text),
      marks: points.map(({ role, quoted, support }) => ({ role, support: quoted ? "quoted" : support })),
      bySection: sections.flatMap((section) => section.points.map(({ text }) => text)),
      seconds: {
        first: milliseconds.first / 1000,
        points: milliseconds.points / 1000,
        all: milliseconds.all / 1000,
      },
      isDigest: instead !== null,
      failed: null,
    };
  });
}

/** A failure is a finding like any other; that an answer is not kept is none. */
async function orReason({ counts }: RecordedModel, write: () => Promise<Written>): Promise<Written> {
  const before = counts.missing;
  let written: Written;
  try {
    written = await write();
  } catch (thrown) {
    written = {
      lines: [],
      marks: null,
      bySection: [],
      seconds: null,
      isDigest: false,
      failed: toAppError(thrown).code,
    };
  }
  if (counts.missing > before) throw new NotKeptError("The answers that are kept are those to other questions.");
  return written;
}
