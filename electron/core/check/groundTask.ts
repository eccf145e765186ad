import type { Citation } from "../../contract/documents.ts";
import { citationOf } from "../evidence/citations.ts";
import { grounderFor } from "../evidence/ground.ts";
import type { Verdict } from "../evidence/verify.ts";
import { textAround } from "../evidence/witness.ts";
import type { Logger } from "../ports.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { knownNames } from "../text/names.ts";
import { type StoredText, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { groundBriefly } from "./groundBriefly.ts";
import { groundInLightOf } from "./groundInLightOf.ts";

/** A claim held against one document. */
export interface Held {
  readonly verdict: Verdict;
  /** in the order of the document */
  readonly citations: readonly Citation[];
  /** what a model is shown that is asked about the claim; empty where code verified it */
  readonly context: string;
}

/** A claim, and its language as BCP 47. */
export interface WrittenClaim {
  readonly text: string;
  readonly written: string;
  /** what was asked or said just before, in whose light it is read: it tells what a pronoun or a few words are about */
  readonly said?: string;
}

export interface GroundInput {
  /** names one reading of one document */
  readonly key: string;
  /** null where the thread may have it still */
  readonly text: StoredText | null;
  readonly claims: readonly WrittenClaim[];
}

/**
 * Claims held against a document: the first of them, as many as can be had in a moment, so that other work gets its turn between. The
 * documents of the last tasks are kept ready; null is the answer where one is asked for that is not there any more.
 */
export const groundTask: TextTask<GroundInput, Held[] | null> = {
  name: "ground",
  run({ key, text, claims }, logger) {
    const ready = readyOf(key, text, logger);
    if (!ready) return null;
    const { source, ground, known } = ready;
    const begun = performance.now();
    const held: Held[] = [];
    for (const { text: claim, written, said } of claims) {
      if (held.length > 0 && performance.now() - begun > momentMs) break;
      const options = { written, known };
      const { cites, verdict } =
        said === undefined
          ? groundBriefly(ground, claim, options)
          : groundInLightOf(said, claim, { ground, language: source.language, options });
      held.push({
        verdict,
        citations: cites.map((sentence) => citationOf(source, sentence)),
        context: verdict.support === "verified" ? "" : textAround(cites, source.sentences),
      });
    }
    return held;
  },
};

/** How long others wait at most, in milliseconds, but for one claim and the preparing of the document. */
const momentMs = 500;
/** Sentences of the documents that are kept ready: some books. */
const mostSentences = 100_000;

interface Ready {
  readonly source: DocumentText;
  readonly ground: ReturnType<typeof grounderFor<Sentence>>;
  readonly known: ReadonlySet<string>;
}

/** the one used last at the end */
const kept = new Map<string, Ready>();

function readyOf(key: string, text: StoredText | null, logger: Logger): Ready | null {
  const ready = kept.get(key) ?? (text === null ? null : makeReady(textOf(text, logger)));
  if (!ready) return null;
  kept.delete(key);
  kept.set(key, ready);
  let sentences = 0;
  for (const { source } of kept.values()) sentences += source.sentences.length;
  for (const [oldest, { source }] of kept) {
    if (sentences <= mostSentences || oldest === key) break;
    kept.delete(oldest);
    sentences -= source.sentences.length;
  }
  return ready;
}

function makeReady(source: DocumentText): Ready {
  const { sentences, language } = source;
  return {
    source,
    ground: grounderFor(sentences, language),
    known: knownNames(
      sentences.map((sentence) => sentence.text),
      language,
    ),
  };
}
