import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { evalFolder } from "../passages.ts";

/**
 * What claims are measured on. `pairs`: a true sentence on an article and the same with one thing made wrong; `wikipedia`: claims with
 * the sentences that carry them, and once more with all of the evidence as the document they have to be found in; `own`: pairs in seven
 * languages, never looked at while the check is tuned; `tuning`: others of the same kinds, to tune on; `facts`: cases of numbers.
 */
export const claimSetNames = ["pairs", "wikipedia", "wikipedia-whole", "own", "tuning", "facts"] as const;
export type ClaimSetName = (typeof claimSetNames)[number];

/** A claim with what it is held against, and what is right of it. */
export interface ClaimCase {
  readonly set: ClaimSetName;
  /** names the claim within its set */
  readonly id: string;
  /** BCP 47 of the claim and of its text */
  readonly language: string;
  /** what is wrong with the false claim of a pair, or how much of a claim is supported */
  readonly kind: string;
  readonly claim: string;
  /** false of a claim that is true only in part */
  readonly isTrue: boolean;
  readonly against: Against;
  /** verdicts that are right, where more is known than whether it is true */
  readonly right?: readonly string[];
}

/** Quotes to be held against as they are, or paragraphs of a document in which they are to be found. */
export type Against = { readonly quotes: readonly string[] } | { readonly document: readonly string[] };

const files: Readonly<Record<ClaimSetName, string>> = {
  pairs: path.join(evalFolder, "claims-pairs.jsonl"),
  wikipedia: path.join(evalFolder, "claims-wikipedia.jsonl"),
  "wikipedia-whole": path.join(evalFolder, "claims-wikipedia.jsonl"),
  own: path.join(import.meta.dirname, "pairs.jsonl"),
  tuning: path.join(import.meta.dirname, "tuning.jsonl"),
  facts: path.join(evalFolder, "../cases/reading/facts.json"),
};

/** The cases of a set; null where its file is absent. */
export function readClaimSet(set: ClaimSetName): ClaimCase[] | null {
  if (!existsSync(files[set])) return null;
  const text = readFileSync(files[set], "utf8");
  return set === "facts" ? factCases(JSON.parse(text)) : linesOf(text).flatMap((line) => readers[set](set, line));
}

function linesOf(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}

type Reader = (set: ClaimSetName, line: unknown) => ClaimCase[];

const articlePairSchema = z.object({
  id: z.number(),
  article: z.array(z.string()),
  faithful: z.string(),
  unfaithful: z.string(),
  error: z.string(),
});

function articlePair(set: ClaimSetName, line: unknown): ClaimCase[] {
  const { id, article, faithful, unfaithful, error } = articlePairSchema.parse(line);
  const kind = error.replace(/ Error$/u, "").toLowerCase();
  return pairOf(faithful, unfaithful, {
    set,
    id: String(id),
    language: "en",
    kind,
    against: { document: article },
  });
}

const ownPairSchema = z.object({
  id: z.string(),
  language: z.string(),
  kind: z.string(),
  text: z.string(),
  true: z.string(),
  false: z.string(),
});

function ownPair(set: ClaimSetName, line: unknown): ClaimCase[] {
  const { text, true: right, false: wrong, ...rest } = ownPairSchema.parse(line);
  return pairOf(right, wrong, { set, ...rest, against: { document: [text] } });
}

function pairOf(right: string, wrong: string, rest: Omit<ClaimCase, "claim" | "isTrue">): ClaimCase[] {
  return [
    { ...rest, id: `${rest.id}-true`, claim: right, isTrue: true },
    { ...rest, id: `${rest.id}-false`, claim: wrong, isTrue: false },
  ];
}

const evidenceSchema = z.object({
  id: z.string(),
  claim: z.string(),
  evidence: z.array(z.string()),
  supporting: z.array(z.array(z.number())),
  label: z.enum(["supported", "partially_supported", "not_supported"]),
});

/** With the sentences that carry it: the first set that a person chose, which is none where nothing does. */
function evidenceClaim(set: ClaimSetName, line: unknown): ClaimCase[] {
  const { id, claim, evidence, supporting, label } = evidenceSchema.parse(line);
  const first = supporting.find((indexes) => indexes.length > 0) ?? [];
  const quotes = first.toSorted((a, b) => a - b).flatMap((index) => evidence[index] ?? []);
  return [
    {
      set,
      id,
      language: "en",
      kind: label.replace("_", " "),
      claim,
      isTrue: label === "supported",
      against: set === "wikipedia" ? { quotes } : { document: evidence },
    },
  ];
}

const readers: Readonly<Record<Exclude<ClaimSetName, "facts">, Reader>> = {
  pairs: articlePair,
  wikipedia: evidenceClaim,
  "wikipedia-whole": evidenceClaim,
  own: ownPair,
  tuning: ownPair,
};

const factsSchema = z.object({
  claims: z.array(
    z.object({
      id: z.string(),
      about: z.string(),
      language: z.string(),
      claim: z.string(),
      quotes: z.array(z.string()),
      verdict: z.enum(["verified", "unsupported", "not verified"]),
    }),
  ),
});

/** A contradiction is right wherever a claim must not be verified. */
const rightVerdicts = {
  verified: ["verified"],
  unsupported: ["unsupported", "contradicted"],
  "not verified": ["weak", "unsupported", "contradicted"],
} as const;

function factCases(file: unknown): ClaimCase[] {
  return factsSchema.parse(file).claims.map(({ id, about, language, claim, quotes, verdict }) => ({
    set: "facts",
    id,
    language,
    kind: about,
    claim,
    isTrue: verdict === "verified",
    against: { quotes },
    right: rightVerdicts[verdict],
  }));
}
