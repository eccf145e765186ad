import type { CheckedClaim, GivenClaim } from "../../contract/check.ts";
import type { Document } from "../../contract/documents.ts";
import { internalError } from "../../contract/errors.ts";
import { type FindWitness, withWitness } from "../evidence/witness.ts";
import type { JobContext } from "../jobs/jobs.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { loadLanguages } from "../text/language.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import type { Witnesses } from "../witness/witnesses.ts";
import { groundTask, type Held, type WrittenClaim } from "./groundTask.ts";
import { joinTask, type Judged } from "./joinTask.ts";

export interface RunDeps {
  readonly store: Pick<Store, "documents">;
  readonly clock: Clock;
  readonly textWorker: TextWorker;
  readonly witnesses: Pick<Witnesses, "witnessOf">;
}

export interface CheckRun {
  readonly claims: readonly GivenClaim[];
  /** read, and at least one */
  readonly documents: readonly Document[];
  /** asked about what code cannot vouch for; null where nobody is */
  readonly model: LanguageModel | null;
}

/** Claims whose answers come together: a few at first, because somebody waits for them, and where a model takes its time. */
const firstBatch = 8;
const usualBatch = 64;

/** Checks claims one batch after the other and tells each as an item of the job. */
export async function runCheck(deps: RunDeps, { claims, documents, model }: CheckRun, context: JobContext) {
  const { store, clock, textWorker, witnesses } = deps;
  const { signal, emit } = context;
  const languages = await loadLanguages();
  const begun = clock.monotonic();
  let done = 0;
  const tell = (stage: "verifying" | "loading"): void => {
    const total = claims.length;
    const leftMs = done === 0 ? null : Math.round(((clock.monotonic() - begun) / done) * (total - done));
    emit({ type: "progress", stage, done, total, leftMs });
  };
  tell("verifying");
  await using opened = new AsyncDisposableStack();
  const findWitness = model ? witnessWhenNeeded(model) : undefined;
  while (done < claims.length) {
    const most = done === 0 || findWitness ? firstBatch : usualBatch;
    const batch = claims.slice(done, done + most);
    const judged = await judge(batch);
    const heard = await withWitness(
      judged.map(({ context: text, verdict }, index) => ({ claim: batch[index]?.text ?? "", text, verdict })),
      findWitness,
    );
    const checked = judged.map((own, index) => toChecked(done + index, batch[index], own, heard[index]?.verdict));
    emit({ type: "item", item: { kind: "checked", claims: checked } });
    done += batch.length;
    tell("verifying");
  }

  async function judge(batch: readonly GivenClaim[]): Promise<Judged[]> {
    const written = (language: string): WrittenClaim[] =>
      batch.map(({ text }) => ({ text, written: languages.ofClaim(text, language) }));
    const byDocument: { language: string; held: Held[] }[] = [];
    for (const document of documents) {
      const { language } = document;
      byDocument.push({ language, held: await holdAgainst(document, written(language)) });
    }
    const input = { claims: written(documents[0]?.language ?? "und"), documents: byDocument };
    return textWorker.run(joinTask, input, { urgent: true, signal });
  }

  async function holdAgainst(document: Document, batch: readonly WrittenClaim[]): Promise<Held[]> {
    const key = JSON.stringify([document.id, document.readMs, document.updatedAt]);
    const options = { urgent: true, signal };
    const held: Held[] = [];
    while (held.length < batch.length) {
      const rest = batch.slice(held.length);
      const more =
        (await textWorker.run(groundTask, { key, text: null, claims: rest }, options)) ??
        (await textWorker.run(groundTask, { key, text: storedText(store, document), claims: rest }, options));
      if (!more) throw internalError("The thread was handed a text and asks for it.");
      held.push(...more);
    }
    return held;
  }

  /** The witness by this model, which is opened when there is a claim to be asked about. */
  function witnessWhenNeeded(asked: LanguageModel): FindWitness {
    let found: Promise<FindWitness> | null = null;
    const open = async (): Promise<FindWitness> => {
      tell("loading");
      return witnesses.witnessOf(asked, opened.use(await asked.open("background", { signal })), signal);
    };
    return async () => (await (found ??= open()))();
  }
}

function toChecked(
  index: number,
  claim: GivenClaim | undefined,
  { citations, contradictions }: Judged,
  verdict: Judged["verdict"] | undefined,
): CheckedClaim {
  if (!claim || !verdict) throw internalError("A claim and its verdict do not come together.");
  const { text, start, end } = claim;
  const { support, by, findings } = verdict;
  const found = { findings: [...findings], citations: [...citations], contradictions };
  return { index, claim: text, start, end, support, by, ...found };
}
