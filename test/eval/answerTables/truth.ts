import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { type ColumnDraft, type TemplateFile, templateFileSchema } from "../../../electron/contract/answerTables.ts";

/**
 * Documents with known values. `generated.json` tells what stands in the documents under `sources`, `real.json` what was read by hand
 * in documents that lie beside the checkout. The first ten of either are for tuning; the others are held back: who works on what finds
 * the answers looks at them through figures alone.
 */

/** A text of which all these must stand in the answer: alternatives between bars. Letters fold: case, accents and marks are nothing. */
const groupsSchema = z.array(z.string().min(1)).min(1);

/**
 * A right value, by the kind of the column. text, list: {@link groupsSchema}; party: names between bars, legal forms at will; date: as
 * far as it counts; period: ISO 8601; a unit, names between bars, or a currency that is left out is not compared.
 */
const valueSchema = z.union([
  groupsSchema,
  z.object({ amount: z.number(), currency: z.string().length(3).optional() }),
  z.object({ number: z.number(), unit: z.string().optional() }),
  z.boolean(),
  z.string().min(1),
]);
export type TrueValue = z.infer<typeof valueSchema>;

const truthSchema = z.object({
  /** one of them is enough, unless it is a list */
  right: z.array(valueSchema).min(1),
  /** all of `right` are wanted */
  every: z.literal(true).optional(),
  /** what may be said behind, and is not what was asked for */
  also: z.array(valueSchema).optional(),
  /** words, between bars, that tell under which condition each of `right` holds */
  when: z.array(z.string()).optional(),
});
export type Truth = z.infer<typeof truthSchema>;

/** By the names of the columns; null: not stated; a column that is left out is not judged, since people may differ. */
const cellsSchema = z.record(z.string(), truthSchema.nullable());

const generatedSchema = z.object({
  documents: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      /** the format it is made into */
      as: z.enum(["md", "html", "txt", "eml", "csv", "docx", "xlsx"]),
      language: z.string(),
      template: z.string(),
      cells: cellsSchema,
    }),
  ),
});
export type GeneratedDocument = z.infer<typeof generatedSchema>["documents"][number];

const realSchema = z.object({
  templates: z.record(z.string(), templateFileSchema),
  documents: z.array(
    z.object({
      id: z.string(),
      /** in `shared/documents`, `SET.jsonl#ID` in `shared/eval`, or `resources/…` of this repository */
      file: z.string(),
      language: z.string(),
      template: z.string(),
      cells: cellsSchema,
    }),
  ),
});
export type RealDocument = z.infer<typeof realSchema>["documents"][number];

/** Documents of each list that are for tuning. */
const tuningCount = 10;

interface Case {
  readonly id: string;
  readonly half: "tuning" | "held";
  readonly language: string;
  readonly template: string;
  readonly cells: Readonly<Record<string, Truth | null>>;
}
export type AnswerCase = Case & { readonly document: GeneratedDocument | RealDocument };

export const folder = import.meta.dirname;

/** All cases, the generated ones first. */
export function readCases(): AnswerCase[] {
  const { documents: generated } = generatedSchema.parse(readJson(path.join(folder, "generated.json")));
  return [generated, readReal().documents].flatMap((documents) =>
    documents.map((document, place) => {
      const { id, language, template, cells } = document;
      return { id, half: place < tuningCount ? "tuning" : "held", language, template, cells, document } as const;
    }),
  );
}

/** Those that come with the application, and those of real documents of other kinds. */
export function readTemplate(name: string): TemplateFile {
  const own = readReal().templates[name];
  if (own) return own;
  return templateFileSchema.parse(readJson(path.resolve(folder, "../../../resources/tableTemplates", `${name}.json`)));
}

/** Whether a value is one of the kind. */
export function fitsKind(value: TrueValue, { kind, choices }: Pick<ColumnDraft, "kind" | "choices">): boolean {
  switch (kind) {
    case "text":
    case "list":
      return Array.isArray(value);
    case "money":
      return typeof value === "object" && "amount" in value;
    case "number":
      return typeof value === "object" && "number" in value;
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && /^\d{4}(?:-\d\d(?:-\d\d)?)?$/u.test(value);
    case "period":
      return typeof value === "string" && /^P(?:\d+[YMWD])+$/u.test(value);
    case "choice":
      return typeof value === "string" && choices.includes(value);
    case "party":
      return typeof value === "string";
  }
}

function readReal(): z.infer<typeof realSchema> {
  return realSchema.parse(readJson(path.join(folder, "real.json")));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
