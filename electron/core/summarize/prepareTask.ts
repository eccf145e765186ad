import { layoutForm } from "../../contract/layout.ts";
import type { KeyFact } from "../../contract/summaries.ts";
import type { DocumentKind, SummaryOptions } from "../../contract/summaryOptions.ts";
import { sentenceSalience } from "../extract/digest.ts";
import { keyFacts } from "../extract/keyFacts.ts";
import { documentKindOf } from "../text/documentKind.ts";
import type { DocumentText } from "../text/documentText.ts";
import { knownNames } from "../text/names.ts";
import { untitledText } from "./untitledText.ts";
import { type StoredText, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";

/** What a summary is made from, before a model is asked anything. */
export interface PreparedText {
  readonly source: DocumentText;
  readonly kind: DocumentKind;
  readonly known: ReadonlySet<string>;
  readonly facts: KeyFact[];
  /** salience by the index of the sentence */
  readonly salience: ReadonlyMap<number, number>;
  /** the same for the text under no title, by which parts are known again; null where no sentences are chosen from */
  readonly untitledSalience: ReadonlyMap<number, number> | null;
}

/** @throws INTERNAL where a part of a page would be left out */
export const prepareTask: TextTask<
  {
    readonly text: StoredText;
    readonly options: Pick<SummaryOptions, "mode" | "structure">;
    readonly choosesSentences: boolean;
  },
  PreparedText
> = {
  name: "prepare",
  run({ text, options, choosesSentences }, logger) {
    const source = textOf(text, logger);
    const kind = options.mode === "auto" ? documentKindOf(source) : options.mode;
    // The table of a contract is made from them.
    const structure = layoutForm(options, kind) === "contract" ? "facts" : options.structure;
    const known = knownNames(
      source.sentences.map((sentence) => sentence.text),
      source.language,
    );
    return {
      source,
      kind,
      known,
      facts: keyFacts({ source, known, kind, structure }),
      salience: sentenceSalience(source),
      untitledSalience: choosesSentences ? sentenceSalience(untitledText(source)) : null,
    };
  },
};
