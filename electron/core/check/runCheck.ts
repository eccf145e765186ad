import type { CheckedClaim, GivenClaim } from "../../contract/check.ts";
import type { Document } from "../../contract/documents.ts";
import { internalError } from "../../contract/errors.ts";
import { type FindWitness, withWitness } from "../evidence/witness.ts";
import type { JobContext } from "../jobs/jobs.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { Clock } from "../ports.ts";
import { loadLanguages } from "../text/language.ts";
import type { Witnesses } from "../witness/witnesses.ts";
import type { WrittenClaim } from "./groundTask.ts";
import type { Judged } from "./joinTask.ts";
import { type JudgeDeps, judgeClaims } from "./judgeClaims.ts";

export interface RunDeps extends JudgeDeps {
  readonly clock: Clock;
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
  const { clock, witnesses } = deps;
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

  function judge(batch: readonly GivenClaim[]): Promise<Judged[]> {
    const written = (language: string): WrittenClaim[] =>
      batch.map(({ text }) => ({ text, written: languages.ofClaim(text, language) }));
    return judgeClaims(deps, written, documents, signal);
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
