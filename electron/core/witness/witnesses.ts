import type { AppEvent } from "../../contract/app.ts";
import { toAppError } from "../../contract/errors.ts";
import type { Calibration } from "../../contract/models.ts";
import { untilAborted } from "../async/waiting.ts";
import type { FindWitness, ModelWitness } from "../evidence/witness.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import { modelCountedAs } from "../llm/meteredModel.ts";
import type { Registry } from "../llm/registry.ts";
import type { Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { type AskedModel, askedModel } from "./askedModels.ts";
import { trialVersion, tryModel } from "./trial.ts";

/** Finds the model that is asked where code can only say that a claim's words are not those of its quotes. */
export interface Witnesses {
  readonly witnessOf: WitnessOf;
  /** True where a run that opens this model can have a witness. */
  mayHave(model: LanguageModel): boolean;
  /**
   * Tries a model on the calibration pairs in the background, where it can be asked, was not tried yet, and nobody works with a model.
   *
   * @returns its job; null where there is nothing to be done
   */
  calibrate(model: LanguageModel): { readonly jobId: string } | null;
  /**
   * How well the model tells true statements from false ones: as was found before, else found now. null where it cannot be asked.
   * @throws what trying it throws; CANCELLED
   */
  calibrationOf(model: LanguageModel, signal: AbortSignal): Promise<Calibration | null>;
}

/**
 * The witness of a run that has this model open: an entailment model where one is installed, else the model itself. It is looked for
 * when it is first needed, and tried on the calibration pairs where it never was. One that cannot tell true from false is none, and one
 * that fails is none from there on: what code says stands then.
 */
export type WitnessOf = (model: LanguageModel, session: ModelSession, signal: AbortSignal) => FindWitness;

export interface WitnessesDeps {
  readonly store: Pick<Store, "models">;
  readonly models: Pick<Registry, "installed" | "isAllowed">;
  readonly jobs: Jobs;
  readonly logger: Logger;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
}

export function createWitnesses(deps: WitnessesDeps): Witnesses {
  const { store, models, jobs, logger, changed } = deps;
  /** the job of each model that is being tried */
  const trials = new Map<string, string>();

  return {
    witnessOf(model, session, signal) {
      let found: Promise<ModelWitness | null> | null = null;
      let failed = false;
      return async () => {
        found ??= find().catch(noWitness);
        const witness = await found;
        if (!witness || failed) return null;
        return {
          threshold: witness.threshold,
          async probabilities(text, claims) {
            try {
              return await witness.probabilities(text, claims);
            } catch (thrown) {
              noWitness(thrown);
              return [];
            }
          },
        };
      };

      async function find(): Promise<ModelWitness | null> {
        const classifier = models.installed("entailment");
        if (!classifier && !models.isAllowed(model, "checking")) return null;
        if (!classifier) return await calibrated(model, askedModel(model, session), signal);
        const asked = model.countedAs === undefined ? classifier : modelCountedAs(classifier, model.countedAs);
        return await calibrated(classifier, askedModel(classifier, await asked.open("background", { signal })), signal);
      }

      function noWitness(thrown: unknown): null {
        if (signal.aborted) throw toAppError(thrown);
        failed = true;
        logger.warn("Claims are checked without a model: what code says stands", { code: toAppError(thrown).code });
        return null;
      }
    },

    mayHave: (model) =>
      models.installed("entailment") !== null || (canBeAsked(model) && models.isAllowed(model, "checking")),

    calibrate(model) {
      const running = trials.get(model.id);
      if (running !== undefined) return { jobId: running };
      const isIdle = jobs.usingModel().length === 0 && model.standing().isFree;
      return isIdle && canBeAsked(model) && !calibrationOf(model.id) ? { jobId: trialOf(model) } : null;
    },

    async calibrationOf(model, signal) {
      const known = calibrationOf(model.id);
      if (known || !canBeAsked(model)) return known;
      const isOurs = !trials.has(model.id);
      const jobId = trialOf(model);
      try {
        await untilAborted(jobs.finished(jobId), signal);
      } finally {
        // Whoever else waits for it has it tried again.
        if (isOurs && signal.aborted) void jobs.cancel(jobId);
      }
      return calibrationOf(model.id);
    },
  };

  async function calibrated(
    model: LanguageModel,
    asked: AskedModel | null,
    signal: AbortSignal,
  ): Promise<ModelWitness | null> {
    if (!asked) return null;
    if (!calibrationOf(model.id)) await untilAborted(jobs.finished(trialOf(model)), signal);
    const threshold = calibrationOf(model.id)?.threshold ?? null;
    return threshold === null ? null : { ...asked, threshold };
  }

  /** null: it was never tried, or on other pairs */
  function calibrationOf(modelId: string): Calibration | null {
    const stored = store.models.calibration(modelId);
    return stored?.version === trialVersion ? stored.calibration : null;
  }

  /** The job that tries the model, which may be under way. */
  function trialOf(model: LanguageModel): string {
    const running = trials.get(model.id);
    if (running !== undefined) return running;
    const { id } = jobs.start({
      kind: "calibrate",
      subject: model.id,
      lane: "calibrate",
      usesModel: true,
      onShutdown: "cancel",
      async run({ signal, emit }) {
        await using session = await model.open("background", { signal, countedAs: "trial" });
        const asked = askedModel(model, session);
        if (!asked) return;
        const calibration = await tryModel(asked, (done, total) => {
          emit({ type: "progress", stage: "calibrating", done, total, leftMs: null });
        });
        store.models.setCalibration(model.id, { version: trialVersion, calibration });
        changed("models", model.id);
      },
      onEnd: () => void trials.delete(model.id),
    });
    trials.set(model.id, id);
    return id;
  }
}

function canBeAsked({ capabilities, style }: LanguageModel): boolean {
  return capabilities.entail || (capabilities.decide && style === "instruct");
}
