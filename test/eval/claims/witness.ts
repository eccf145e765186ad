import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Calibration } from "../../../electron/contract/models.ts";
import type { Verdict } from "../../../electron/core/evidence/verify.ts";
import { mayAsk, raisedBy } from "../../../electron/core/evidence/witness.ts";
import { createEncoder } from "../../../electron/core/llm/local/encoder.ts";
import { encoderModel } from "../../../electron/core/llm/local/encoderModels.ts";
import { createLocalModels } from "../../../electron/core/llm/local/localModels.ts";
import { type AskedModel, askedModel, questionHash } from "../../../electron/core/witness/askedModels.ts";
import { tryModel } from "../../../electron/core/witness/trial.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../../electron/host/nodeSpawner.ts";
import { loadOptions, sha256, startEngine } from "../model.ts";
import type { JudgedClaim } from "./judge.ts";

/** A claim with what the model said of it. */
export interface HeardClaim extends JudgedClaim {
  /** what code said before */
  readonly byCode: Verdict;
  /** how surely the model found it in its quotes and the sentences around them; null where it was not asked */
  readonly probability: number | null;
}

export interface Heard {
  readonly name: string;
  readonly calibration: Calibration;
  readonly claims: readonly HeardClaim[];
}

/**
 * Has a model say how surely the claims follow, as the product has it, calibrated as there. Each answer is kept in a file as it comes,
 * so that a run that is stopped goes on where it was and the next one asks only what is new.
 *
 * @param everyClaim also those about which the product would not ask, which keep the verdict of code
 */
export async function hearWitness(
  file: string,
  claims: readonly JudgedClaim[],
  { everyClaim, log }: { readonly everyClaim: boolean; readonly log: (line: string) => void },
): Promise<Heard> {
  await using opened = await openWitness(file, log);
  const asked = keptAnswers(opened.asked, opened.id);
  const calibration = await tryModel(asked);
  const heard: HeardClaim[] = [];
  for (const claim of claims) {
    const byCode = claim.verdict;
    const isAsked = everyClaim || mayAsk(byCode);
    const [probability] = isAsked ? await asked.probabilities(claim.around, [claim.claim]) : [];
    heard.push({
      ...claim,
      byCode,
      probability: probability ?? null,
      verdict: verdictAt(byCode, probability, calibration),
    });
    if (heard.length % 100 === 0) log(`${heard.length} of ${claims.length} claims`);
  }
  return { name: opened.name, calibration, claims: heard };
}

function verdictAt(byCode: Verdict, probability: number | undefined, { threshold }: Calibration): Verdict {
  return probability === undefined || threshold === null ? byCode : raisedBy(byCode, probability, threshold);
}

const answerSchema = z.object({ key: z.string(), probability: z.number() });

/** Answers of a model by question and text, kept under `.cache/eval/witness`. */
function keptAnswers(asked: AskedModel, modelId: string): AskedModel {
  const folder = path.resolve(import.meta.dirname, "../../../.cache/eval/witness");
  const file = path.join(folder, `${modelId.slice(0, 16)}.jsonl`);
  mkdirSync(folder, { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  const kept = new Map(
    lines.map((line) => answerSchema.parse(JSON.parse(line))).map(({ key, probability }) => [key, probability]),
  );
  return {
    async probabilities(text, claims) {
      const keys = claims.map((claim) => keyOf(text, claim));
      const open = claims.filter((_, index) => !kept.has(keys[index] ?? ""));
      const answers = open.length > 0 ? await asked.probabilities(text, open) : [];
      for (const [index, claim] of open.entries()) {
        const [key, probability = 0] = [keyOf(text, claim), answers[index]];
        kept.set(key, probability);
        appendFileSync(file, `${JSON.stringify({ key, probability })}\n`);
      }
      return keys.map((key) => kept.get(key) ?? 0);
    },
  };
}

function keyOf(text: string, claim: string): string {
  return createHash("sha256")
    .update(JSON.stringify([questionHash, text, claim]))
    .digest("hex")
    .slice(0, 32);
}

interface OpenWitness extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  readonly asked: AskedModel;
}

/** @throws INVALID_INPUT where the model cannot be asked */
async function openWitness(file: string, log: (line: string) => void): Promise<OpenWitness> {
  const { engine } = startEngine(log);
  const logger = { info() {}, warn: log, error: log };
  const encoder = createEncoder({
    spawner: createNodeSpawner(),
    clock: systemClock,
    logger,
    options: () => ({ gpu: "auto", threads: loadOptions.threads ?? 1 }),
  });
  await using opened = new AsyncDisposableStack();
  opened.defer(() => engine.dispose());
  opened.defer(() => encoder.dispose());
  const metadata = await engine.readMetadata(file);
  const local = { id: await sha256(file), name: metadata.name ?? path.basename(file), path: file, metadata };
  const model =
    metadata.purpose === "entailment"
      ? encoderModel(encoder, local, metadata.purpose, () => "auto")
      : createLocalModels({ engine, logger, options: () => loadOptions }).of(local);
  const session = opened.use(await model.open("background", { signal: new AbortController().signal }));
  const asked = askedModel(model, session);
  if (!asked) throw new AppError("INVALID_INPUT", { data: { reason: "MODEL_NOT_WRITING", name: local.name } });
  const kept = opened.move();
  return { id: local.id, name: local.name, asked, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A claim as it would be judged at another threshold. */
export function atThreshold(claim: HeardClaim, threshold: number): HeardClaim {
  const { byCode, probability } = claim;
  return { ...claim, verdict: probability === null ? byCode : raisedBy(byCode, probability, threshold) };
}
