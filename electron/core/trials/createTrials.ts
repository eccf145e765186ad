import { AppError } from "../../contract/errors.ts";
import type { Changes } from "../changes.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { Witnesses } from "../witness/witnesses.ts";
import { runTrial } from "./runTrial.ts";

/** Tries out what models are good for on this computer. */
export interface Trials {
  /**
   * Starts a job that tries the model, or names the one that is under way; what was found is kept with the model.
   * @throws what `Registry.resolve` throws; INVALID_INPUT for the model that comes along, which is asked in another way
   */
  start(modelId: string): Promise<{ jobId: string }>;
}

export interface TrialsDeps {
  readonly store: Pick<Store, "trials">;
  readonly models: Pick<Registry, "resolve">;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly witnesses: Pick<Witnesses, "calibrationOf">;
  readonly changed: Changes["changed"];
}

export function createTrials({ store, models, jobs, clock, witnesses, changed }: TrialsDeps): Trials {
  /** the job of each model that is being tried */
  const running = new Map<string, string>();

  return {
    async start(modelId) {
      const model = await models.resolve("summary", modelId);
      if (model.style === "starter") {
        throw new AppError("INVALID_INPUT", { data: { reason: "MODEL_NOT_TRIED", name: model.name } });
      }
      const known = running.get(model.id);
      if (known !== undefined) return { jobId: known };
      const { id } = jobs.start({
        kind: "trial",
        subject: model.id,
        lane: "trial",
        usesModel: true,
        onShutdown: "cancel",
        async run({ signal, emit }) {
          await using session = await model.open("background", {
            signal,
            countedAs: "trial",
            onLoading: (share) => emit({ type: "progress", stage: "loading", done: share, total: 1, leftMs: null }),
          });
          const trial = await runTrial({
            session,
            clock,
            calibrate() {
              emit({ type: "progress", stage: "calibrating", done: 0, total: 0, leftMs: null });
              return witnesses.calibrationOf(model, signal);
            },
            onStep: (done, total) => emit({ type: "progress", stage: "trying", done, total, leftMs: null }),
          });
          store.trials.put(model.id, trial);
          changed("models", model.id);
        },
        onEnd: () => void running.delete(model.id),
      });
      running.set(model.id, id);
      return { jobId: id };
    },
  };
}
