import * as z from "zod";

/** What sort of text a document is: it decides what a summary of it looks for. */
export const documentKindSchema = z.enum([
  "article",
  "report",
  "paper",
  "contract",
  "minutes",
  "slides",
  "spreadsheet",
  "code",
  "email",
  "book",
]);
export type DocumentKind = z.infer<typeof documentKindSchema>;

/**
 * How the whole of a summary is laid out. facts: a table of key facts, found by code, above the points; minutes: decisions, actions and
 * open questions; contract: a table of its terms; paper: question, method, results and limits.
 */
export const layoutFormSchema = z.enum(["points", "prose", "facts", "minutes", "contract", "paper"]);
export type LayoutForm = z.infer<typeof layoutFormSchema>;

interface OptionFacts {
  /** form: asked at once in the window; more: where a person asks for more */
  readonly asked: "form" | "more";
  /** what a person wants of summaries, so that it is proposed the next time; else it belongs to one document */
  readonly isRemembered: boolean;
  /** a model that only quotes follows it as well */
  readonly forQuotes: boolean;
}

/** One of several values. */
interface ChoiceFacts extends OptionFacts {
  readonly kind: "choice";
  readonly values: readonly [string, ...string[]];
  readonly standard: string;
}

/** Words of the person's own, trimmed; empty for none. */
interface TextFacts extends OptionFacts {
  readonly kind: "text";
  /** characters, at most */
  readonly most: number;
}

/**
 * Every option of a summary. From here follow the schema, what the store keeps, the command line's options and their help, the form of the
 * window, and what an export says of it; their words stand in the catalogue under `option`.
 */
export const summaryOptionTable = {
  /** sentence: the whole in one */
  length: {
    kind: "choice",
    values: ["sentence", "short", "standard", "detailed"],
    standard: "standard",
    asked: "form",
    isRemembered: true,
    forQuotes: true,
  },
  /** a question or topic to look for; empty for the whole */
  focus: { kind: "text", most: 500, asked: "form", isRemembered: false, forQuotes: true },
  /** BCP 47; document: the language the document is written in */
  language: {
    kind: "choice",
    values: ["document", "en", "fr", "de", "es", "it", "pt", "nl"],
    standard: "document",
    asked: "more",
    isRemembered: true,
    forQuotes: false,
  },
  /** who it is written for; plain: plain language, short sentences and no terms of the trade */
  audience: {
    kind: "choice",
    values: ["general", "expert", "plain", "child"],
    standard: "general",
    asked: "more",
    isRemembered: true,
    forQuotes: false,
  },
  /** how the whole is laid out; auto: as suits the kind */
  structure: {
    kind: "choice",
    values: ["auto", ...layoutFormSchema.options],
    standard: "auto",
    asked: "more",
    isRemembered: true,
    forQuotes: true,
  },
  /** auto: the kind that code finds */
  mode: {
    kind: "choice",
    values: ["auto", ...documentKindSchema.options],
    standard: "auto",
    asked: "more",
    isRemembered: false,
    forQuotes: true,
  },
} as const satisfies Record<string, ChoiceFacts | TextFacts>;

type Table = typeof summaryOptionTable;
export type SummaryOptionName = keyof Table;
type NamesWith<Facts> = {
  [Name in SummaryOptionName]: Table[Name] extends Facts ? Name : never;
}[SummaryOptionName];
export type ChoiceName = NamesWith<{ readonly kind: "choice" }>;
export type TextName = NamesWith<{ readonly kind: "text" }>;
export type RememberedName = NamesWith<{ readonly isRemembered: true }>;

/** In the order of the table. */
export const summaryOptionNames = Object.keys(summaryOptionTable) as SummaryOptionName[];
export const choiceNames = summaryOptionNames.filter(isChoice);
export const textNames = summaryOptionNames.filter((name): name is TextName => !isChoice(name));

export function isChoice(name: SummaryOptionName): name is ChoiceName {
  return summaryOptionTable[name].kind === "choice";
}

type SchemaOf<Facts> = Facts extends { readonly values: infer Values extends readonly [string, ...string[]] }
  ? z.ZodDefault<z.ZodEnum<{ [Value in Values[number]]: Value }>>
  : z.ZodDefault<z.ZodString>;

export const summaryOptionsSchema = z.object(
  Object.fromEntries(summaryOptionNames.map((name) => [name, schemaOf(summaryOptionTable[name])])) as {
    [Name in SummaryOptionName]: SchemaOf<Table[Name]>;
  },
);
export type SummaryOptions = z.infer<typeof summaryOptionsSchema>;

export const summaryLengthSchema = z.enum(summaryOptionTable.length.values);

/** What is done where nobody asked for anything else. */
export const standardOptions: SummaryOptions = summaryOptionsSchema.parse({});

/** As stored: a value that this version does not know, such as one of a later version, is the standard one. */
export const storedOptionsSchema: z.ZodType<SummaryOptions> = z.object(
  Object.fromEntries(
    summaryOptionNames.map((name) => {
      const schema: z.ZodType<string> = summaryOptionsSchema.shape[name];
      return [name, schema.catch(standardOptions[name])];
    }),
  ),
) as unknown as z.ZodType<SummaryOptions>;

function schemaOf(facts: ChoiceFacts | TextFacts): z.ZodType<string> {
  return facts.kind === "choice"
    ? z.enum(facts.values).default(facts.standard)
    : z.string().trim().max(facts.most).default("");
}
