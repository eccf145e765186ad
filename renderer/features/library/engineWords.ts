import type { TFunction } from "i18next";
import { assertNever } from "../../../electron/contract/errors.ts";
import type { LlamaServer } from "../../../electron/contract/llamaServer.ts";
import type { EngineState } from "../../../electron/contract/models.ts";

const statusOfServer: Readonly<Record<LlamaServer["status"], EngineState["status"]>> = {
  off: "idle",
  starting: "loading",
  ready: "ready",
  restarting: "restarting",
  failed: "failed",
};

/**
 * The state of the llama-server in the form of the model process, for a model that the server runs.
 * @param modelName of the model that stands by, shown where the server has none
 */
export function engineOfServer(server: LlamaServer, modelName: string): EngineState {
  return {
    status: statusOfServer[server.status],
    modelId: server.modelId,
    modelName: server.modelName ?? modelName,
    loadProgress: null,
    gpu: null,
    threads: null,
    contextSize: server.plan?.contextTokens ?? null,
    memory: null,
    prompt: null,
    tokensPerSecond: null,
    problem: server.problem,
  };
}

/** The state of the model process in a word or two. */
export function engineWords(t: TFunction, engine: EngineState): string {
  switch (engine.status) {
    case "stopped":
    case "idle":
      return t("engine.asleep");
    case "starting":
      return t("engine.starting");
    case "loading":
      return engine.loadProgress === null
        ? t("engine.loadingUnknown")
        : t("engine.loading", { share: engine.loadProgress });
    case "ready":
      return t("engine.ready");
    case "busy":
      return t("engine.busy");
    case "restarting":
      return t("engine.restarting");
    case "failed":
      return t("engine.failed");
    default:
      return assertNever(engine.status);
  }
}

/** Colour of the dot beside it. */
export function engineDot(engine: EngineState): string {
  switch (engine.status) {
    case "stopped":
    case "idle":
      return "bg-edge";
    case "starting":
    case "loading":
    case "restarting":
      return "bg-warn";
    case "ready":
    case "busy":
      return "bg-accent";
    case "failed":
      return "bg-danger";
    default:
      return assertNever(engine.status);
  }
}
