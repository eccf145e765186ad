import * as z from "zod";
import { moneySchema } from "./costs.ts";
import { citationSchema, documentIdSchema, unreadPageSchema } from "./documents.ts";
import { problemSchema } from "./errors.ts";
import { checkVersion, findingSchema } from "./findings.ts";
import { modelNameSchema } from "./modelName.ts";
import { documentKindSchema, layoutFormSchema, summaryOptionsSchema } from "./summaryOptions.ts";

export const digestLineSchema = z.object({
  text: z.string(),
  /** heading of the section the line comes from, null before the first heading */
  section: z.string().nullable(),
  citations: z.array(citationSchema).min(1),
});
export const digestSchema = z.object({
  documentId: documentIdSchema,
  lines: z.array(digestLineSchema),
  digestMs: z.number(),
});
export type DigestLine = z.infer<typeof digestLineSchema>;
export type Digest = z.infer<typeof digestSchema>;

/**
 * verified: the quotes stand in the document, every part of the claim was found in them and nothing is against it;
 * weak: nothing is against it, but it has words that cannot be vouched for;
 * contradicted: a quote says otherwise;
 * unsupported: a number, date or name of it is nowhere in its quotes, or it cites nothing.
 */
export const supportSchema = z.enum(["verified", "weak", "contradicted", "unsupported"]);
export type Support = z.infer<typeof supportSchema>;

/** What verified a claim: code alone; vectors of an embedding model or a model's yes, where code found only that its words differ. */
export const witnessSchema = z.enum(["code", "vectors", "model"]);
export type Witness = z.infer<typeof witnessSchema>;

/** The check that judged the points of a summary. */
export const checkedSchema = z.object({
  /** of the check, see `checkVersion`; what a lower one judged is checked again in the background */
  version: z.number().int().positive(),
  /**
   * why it cannot be checked again, so that its verdicts stay those of the earlier version; null where nothing is known against it.
   * unreadable: a document it cites is gone or could not be read; moved: its quotes do not stand in the document as it was last read
   */
  problem: z.enum(["unreadable", "moved"]).nullable(),
});
export type Checked = z.infer<typeof checkedSchema>;

/** True of points whose verdicts are those of an earlier version of the check. */
export function isCheckedBefore({ version }: Checked): boolean {
  return version < checkVersion;
}

/** lead: one of the first sentences of the whole, which say what the document is and what matters most in it */
export const pointRoleSchema = z.enum(["lead", "point"]);

export const pointSchema = z.object({
  id: z.string(),
  role: pointRoleSchema.default("point"),
  text: z.string(),
  /** heading of its section, null where the document has none */
  section: z.string().nullable(),
  citations: z.array(citationSchema),
  support: supportSchema,
  /** what verified it; null where it is not verified, and where an earlier version of the check did not keep it */
  by: witnessSchema.nullable().default(null),
  /** why it is not verified, or what verified it where its words alone could not */
  findings: z.array(findingSchema),
  /** a sentence of the document itself, which code put where what the model wrote could not be verified */
  quoted: z.boolean().default(false),
  /** true where the text is the person's own, in place of what was written; stays when the summary is made anew */
  corrected: z.boolean().optional(),
});
export type Point = z.infer<typeof pointSchema>;

/** Words of the person's own in place of a point, on one line. */
export const correctionTextSchema = z.string().trim().min(1).max(2000);

/** True of a point that is a sentence of the document word for word. */
export function isQuote({ text, citations }: Pick<Point, "text" | "citations">): boolean {
  return citations.some(({ quote }) => quote.replaceAll(/\s+/gu, " ").trim() === text);
}

/** Points as the paragraphs of running text: those of one section make a paragraph, and no paragraph is a page long. */
export function paragraphsOf<T extends Pick<Point, "section">>(points: readonly T[]): T[][] {
  const paragraphs: T[][] = [];
  for (const point of points) {
    const open = paragraphs.at(-1);
    if (open && open[0]?.section === point.section && open.length < mostSentences) open.push(point);
    else paragraphs.push([point]);
  }
  // Where nearly every point has a section of its own, paragraphs by section are a list again.
  if (paragraphs.length * 2 <= points.length + 1) return paragraphs;
  const even: T[][] = [];
  for (let from = 0; from < points.length; from += evenSentences) even.push(points.slice(from, from + evenSentences));
  return even;
}

const mostSentences = 6;
const evenSentences = 4;

export const summarySectionSchema = z.object({
  index: z.number().int().nonnegative(),
  heading: z.string().nullable(),
  firstPage: z.number().int().positive(),
  lastPage: z.number().int().positive(),
  points: z.array(pointSchema),
});
export type SummarySection = z.infer<typeof summarySectionSchema>;

/** What a row of the table of key facts tells; the first three are of meetings, the last ones of tables. */
export const factKindSchema = z.enum([
  "decision",
  "action",
  "question",
  "name",
  "date",
  "amount",
  "obligation",
  "definition",
  "table",
  "column",
  "outlier",
]);
export type FactKind = z.infer<typeof factKindSchema>;

const countSchema = z.number().int().nonnegative();

/** A column of a table: its place from 1, the cells that hold something, and those that are empty or only say that there is nothing. */
const columnPlace = { column: z.number().int().positive(), count: countSchema, empty: countSchema };

/** What was computed of a table, of a column or of a cell that stands out. Texts are those of the cells; numbers are plain. */
export const factDataSchema = z.discriminatedUnion("type", [
  /** rows below the header, rows of totals among them */
  z.object({ type: z.literal("table"), rows: countSchema, columns: countSchema }),
  z.object({
    type: z.literal("numbers"),
    ...columnPlace,
    /** rows of totals, which nothing here counts */
    totals: countSchema,
    least: z.number(),
    most: z.number(),
    /** the cells of the two, as they are written */
    leastCell: z.string(),
    mostCell: z.string(),
    /** null where adding up means nothing, as of shares, years, numbers of articles or two currencies */
    total: z.number().nullable(),
    mean: z.number().nullable(),
    /** a currency (ISO 4217), "%" or another unit, where the cells or their header name one */
    unit: z.string().nullable(),
  }),
  z.object({ type: z.literal("dates"), ...columnPlace, from: z.string(), to: z.string() }),
  z.object({ type: z.literal("texts"), ...columnPlace, different: countSchema, examples: z.array(z.string()) }),
  z.object({ type: z.literal("outlier"), column: columnPlace.column, cell: z.string(), value: z.number() }),
]);
export type FactData = z.infer<typeof factDataSchema>;

/** A row of the table of key facts, found by code without a model. */
export const keyFactSchema = z.object({
  kind: factKindSchema,
  /**
   * the name, date, amount or term as the document writes it; of an obligation or action who has it, of a decision or question who
   * said it, empty where that is not said; of a column its name, empty where it has none
   */
  label: z.string(),
  /** the sentence it stands in, on one line; empty where `data` holds what was computed, which the words of `factText` say */
  value: z.string(),
  /** what was computed of a table; older versions said it in `value` alone */
  data: factDataSchema.optional(),
  /** of an action: until when, in the words of the document */
  due: z.string().optional(),
  citations: z.array(citationSchema).min(1),
});
export type KeyFact = z.infer<typeof keyFactSchema>;

/**
 * Totals add up: `read + unread.length === total`; every section was read, `cited` of them are quoted by the points that are shown, those
 * of the whole and those by section. What a summary says of its sections is told apart since `spoken` is there:
 * `spoken + quoted + listed === total`.
 */
export const coverageSchema = z.object({
  pages: z.object({ total: z.number().int(), read: z.number().int(), unread: z.array(unreadPageSchema) }),
  sections: z.object({
    total: z.number().int(),
    cited: z.number().int(),
    /** those of them that the points of the whole quote */
    whole: z.number().int().optional(),
    /** those that points in words of the model's own speak of */
    spoken: countSchema.optional(),
    /** those of which only sentences of the document stand there, word for word */
    quoted: countSchema.optional(),
    /** those of which only the heading stands in the list of sections */
    listed: countSchema.optional(),
  }),
  /** chunks of the map step, all of which were read by the model */
  chunks: z.object({
    total: z.number().int(),
    mapped: z.number().int(),
    /** those of them whose points were taken over, unchanged, from the summary of a version before */
    reused: z.number().int().optional(),
  }),
  truncated: z.literal(false),
});
export type Coverage = z.infer<typeof coverageSchema>;

/** One of several models that stood in for one another, with the parts of the document that it read and its other answers. */
const recipeWriterSchema = modelNameSchema.extend({ parts: countSchema, others: countSchema });
export type RecipeWriter = z.infer<typeof recipeWriterSchema>;

export const recipeSchema = z.object({
  app: z.string(),
  model: modelNameSchema,
  /** the models that stood in for one another, by their ids, and whether each shared the work of the one before it; absent for one alone */
  chain: z.array(z.object({ sha256: z.string(), shares: z.boolean() })).optional(),
  /** those of them that wrote any of it; absent where there was one model alone */
  wrote: z.array(recipeWriterSchema).optional(),
  /** the embedding model that helped to check points; absent where words alone did */
  vectors: modelNameSchema.optional(),
  /**
   * why the digest stands in place of points of the model. base: it only continues texts; unfit: it could say nothing that the document
   * carries
   */
  instead: z.enum(["base", "unfit"]).optional(),
  /** counts the summaries of one document, options and model, each of which draws other words */
  version: z.number().int().positive().default(1),
  /** of document, options, model and version */
  seed: z.number(),
  temperature: z.number(),
  /** SHA-256 of the prompt templates used */
  prompts: z.string(),
  pipeline: z.string(),
  options: summaryOptionsSchema,
});
export type Recipe = z.infer<typeof recipeSchema>;

/** What summaries will take, told before they are begun; nothing is sent to a model elsewhere for it. */
export const forecastSchema = z.object({
  /** from the start to the finished summary, with the loading of the model where it is not loaded; the documents are read already */
  /** null where the model is elsewhere, and nothing of it was measured */
  seconds: z.object({ low: z.number(), expected: z.number(), high: z.number() }).nullable(),
  /** bytes of the weights and the context of all sequences; null where the model is elsewhere */
  memoryBytes: z.number().nullable(),
  /** what it will cost at the price of the model, about; null where none was entered, or several models share the work */
  cost: moneySchema.nullable(),
  /** questions to the model: of parts, merges and repairs */
  calls: z.number().int(),
  /**
   * measured: by summaries this model made here; probed: by a trial of some seconds; estimated: by the size of the model alone; none:
   * nothing is known of it
   */
  basis: z.enum(["measured", "probed", "estimated", "none"]),
  /** milliseconds since 1970 of the newest measurement; null where there is none */
  measuredAt: z.number().nullable(),
  model: modelNameSchema,
});
export type Forecast = z.infer<typeof forecastSchema>;

export const timingsSchema = z.object({
  readMs: z.number(),
  digestMs: z.number(),
  mapMs: z.number(),
  mergeMs: z.number(),
  verifyMs: z.number(),
  totalMs: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const summarySchema = z.object({
  id: z.string(),
  documentId: documentIdSchema,
  /** interrupted: the process ended in the middle, or it was stopped; finished chunks are kept and it can go on */
  status: z.enum(["running", "interrupted", "done", "failed"]),
  jobId: z.string().nullable(),
  title: z.string(),
  options: summaryOptionsSchema,
  /** the kind of document it was made for, chosen or found; null until it has begun */
  kind: documentKindSchema.nullable().default(null),
  /** the table of key facts; empty where it was not asked for */
  facts: z.array(keyFactSchema).default([]),
  /** the merged summary of the whole; empty until the merge is done */
  points: z.array(pointSchema),
  /** one per section of the document, growing as chunks finish */
  sections: z.array(summarySectionSchema),
  /** up to three that a reader may ask next and the document answers, by the model that wrote the points; they come after the end */
  questions: z.array(z.string()).default([]),
  /** of the points of the whole and of those by section */
  check: checkedSchema,
  coverage: coverageSchema.nullable(),
  recipe: recipeSchema.nullable(),
  timings: timingsSchema.nullable(),
  chunks: z.object({ done: z.number().int(), total: z.number().int() }),
  problem: problemSchema.nullable(),
  createdAt: z.number(),
});
export type Summary = z.infer<typeof summarySchema>;

/** A citation of the machine-readable report, whose document is named once at its top. */
const reportCitationSchema = citationSchema.omit({ documentId: true });

const reportPointSchema = z.object({
  role: pointRoleSchema.default("point"),
  text: z.string(),
  section: z.string().nullable(),
  citations: z.array(reportCitationSchema),
  support: supportSchema,
  by: witnessSchema.nullable(),
  findings: z.array(findingSchema),
  quoted: z.boolean(),
  corrected: z.boolean().optional(),
});

/** The machine-readable report of one document: what `summarize --json` prints on a line. */
export const reportSchema = z.object({
  document: z.object({
    sha256: documentIdSchema,
    name: z.string(),
    format: z.string(),
    title: z.string(),
    pages: z.number().int(),
    words: z.number().int(),
    language: z.string(),
  }),
  digest: z.array(z.object({ text: z.string(), citations: z.array(reportCitationSchema) })),
  summary: z
    .object({
      title: z.string(),
      check: checkedSchema,
      /** how the whole is laid out where people read it, see `layoutOf` */
      form: layoutFormSchema.default("points"),
      /** all of the whole in its order, the lead first where there is one */
      points: z.array(reportPointSchema),
      /** the points of each section of the document, in its order; they count in `coverage.sections.cited` */
      sections: z.array(summarySectionSchema.omit({ index: true }).extend({ points: z.array(reportPointSchema) })),
      facts: z.array(keyFactSchema.extend({ citations: z.array(reportCitationSchema) })),
      /** that a reader may ask next and the document answers */
      questions: z.array(z.string()).default([]),
    })
    .nullable(),
  coverage: coverageSchema.omit({ chunks: true }),
  recipe: recipeSchema.omit({ options: true }).nullable(),
  timings: timingsSchema,
});
export type Report = z.infer<typeof reportSchema>;
