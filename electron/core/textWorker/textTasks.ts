import type { DigestLine, KeyFact, Summary } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { makeCoverage } from "../evidence/coverage.ts";
import { digestOf } from "../extract/digest.ts";
import { keyFacts } from "../extract/keyFacts.ts";
import { documentKindOf } from "../text/documentKind.ts";
import { knownNames } from "../text/names.ts";
import { type Sketch, sketchOf } from "../text/similarity.ts";
import { type StoredText, textOf } from "./storedText.ts";
import type { TextTask } from "./textTask.ts";

/** By which versions of a document are recognised. */
export const sketchTask: TextTask<readonly { readonly text: string }[], Sketch> = {
  name: "sketch",
  run: (pages) => sketchOf(pages),
};

export interface MadeDigest {
  readonly lines: DigestLine[];
  /** of the document where the digest alone is taken for its summary */
  readonly coverage: NonNullable<Summary["coverage"]>;
  /** milliseconds */
  readonly digestMs: number;
}

export const digestTask: TextTask<
  { readonly text: StoredText; readonly length: SummaryOptions["length"] },
  MadeDigest
> = {
  name: "digest",
  run({ text, length }, logger) {
    const begun = performance.now();
    const source = textOf(text, logger);
    const lines = digestOf(source, length);
    const digestMs = performance.now() - begun;
    const coverage = makeCoverage(source, { whole: lines, bySection: [] }, { total: 0, mapped: 0 });
    return { lines, coverage, digestMs };
  },
};

export const factsTask: TextTask<StoredText, KeyFact[]> = {
  name: "facts",
  run(text, logger) {
    const source = textOf(text, logger);
    const known = knownNames(
      source.sentences.map((sentence) => sentence.text),
      source.language,
    );
    return keyFacts({ source, known, kind: documentKindOf(source), structure: "facts" });
  },
};
