import { errorTable, type Problem } from "../contract/errors.ts";
import { type Finding, findingSchema } from "../contract/findings.ts";
import { type Reason, reasonTable } from "../contract/reasons.ts";
import { factDataSchema } from "../contract/summaries.ts";
import type { Words } from "./words.ts";

/** A result for programs: wherever a code with data stands in it, `message` says it in words; computed key facts say theirs in `value`. */
export function withSentences(value: unknown, words: Words): unknown {
  if (Array.isArray(value)) return value.map((each) => withSentences(each, words));
  if (typeof value !== "object" || value === null) return value;
  if (isComputed(value)) return withSentencesInside(words.fact(value), words);
  const sentence = sentenceOf(value, words);
  if (sentence === null) return withSentencesInside(value, words);
  // Beside the code, where a person who reads the line looks.
  const told = (key: string) => (key === "code" ? [["message", sentence] as const] : []);
  return Object.fromEntries(Object.entries(value).flatMap((entry) => [entry, ...told(entry[0])]));
}

function withSentencesInside(value: object, words: Words): object {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withSentences(each, words)]));
}

function isComputed(value: object): value is Parameters<Words["fact"]>[0] {
  return "label" in value && "value" in value && "data" in value && factDataSchema.safeParse(value.data).success;
}

/** Codes of errors, reasons and findings are each theirs alone (but for what is legacy), so that a code tells what it is of. */
function sentenceOf(value: object, words: Words): string | null {
  if (!("code" in value) || typeof value.code !== "string") return null;
  if (Object.hasOwn(errorTable, value.code)) return words.error(value as Problem);
  if (Object.hasOwn(reasonTable, value.code)) return words.reason(value as Reason);
  return findingCodes.has(value.code) ? words.findings([value as Finding]) : null;
}

const findingCodes: ReadonlySet<string> = new Set(findingSchema.options.map(({ shape }) => shape.code.value));
