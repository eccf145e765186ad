import { useQuery } from "@tanstack/react-query";
import { type Endpoint, readEndpointModelId } from "../../electron/contract/endpoints.ts";
import type { Model } from "../../electron/contract/models.ts";
import type { Task, TaskUse } from "../../electron/contract/tasks.ts";
import type { Choice } from "../ui/Select.tsx";
import { useApi } from "./api.ts";
import { useWords } from "../i18n/useWords.ts";
import { keys, useModels, useTaskUses } from "./queries.ts";
import { purposeOf } from "./writingModels.ts";

/** A model that can be chosen: a file of this computer, or a model of an endpoint, of which no fit is known. */
export type ChoosableModel = Pick<
  Model,
  "id" | "name" | "style" | "purpose" | "problem" | "quantization" | "bundled" | "isDefault" | "isChatDefault"
> & { readonly fit: Model["fit"] | null; readonly endpoint?: Endpoint };

const none: readonly Endpoint[] = [];

export function useEndpoints() {
  const api = useApi();
  return useQuery({ queryKey: keys.endpoints, queryFn: ({ signal }) => api.endpoints.list(undefined, { signal }) });
}

/** The models of this computer, then those of endpoints that may be used for the task. */
export function useChoosableModels(task: Task): readonly ChoosableModel[] | undefined {
  const models = useModels().data;
  const endpoints = useEndpoints().data ?? none;
  const uses = useTaskUses().data;
  return models && withUsual(choosableModels(models, endpoints, task), usesOf(uses, task));
}

/** The endpoints that are asked, or stand in, where nobody chooses a model for the task. */
export function useEndpointsOfTask(task: Task): readonly Endpoint[] {
  const endpoints = useEndpoints().data ?? none;
  const ids = usesOf(useTaskUses().data, task).map((id) => readEndpointModelId(id)?.endpointId);
  return endpoints.filter(({ id }) => ids.includes(id));
}

function usesOf(uses: readonly TaskUse[] | undefined, task: Task): readonly string[] {
  return uses?.find((use) => use.task === task)?.models.map(({ id }) => id) ?? [];
}

/** @param usedIds those that would be asked where nobody chooses: the first of them is the usual one */
export function withUsual(models: readonly ChoosableModel[], usedIds: readonly string[]): readonly ChoosableModel[] {
  const [first] = usedIds;
  if (!models.some(({ id }) => id === first)) return models;
  return models.map((model) => ({ ...model, isDefault: model.id === first, isChatDefault: model.id === first }));
}

/** The models of this computer, then those of endpoints that are made for the task and may be used for it. */
export function choosableModels(
  models: readonly Model[],
  endpoints: readonly Endpoint[],
  task: Task,
): readonly ChoosableModel[] {
  return [...models, ...choosable(endpoints, task, !models.some(({ isChatDefault }) => isChatDefault))];
}

/** A model as selects show it, below its name where text goes, else why it does not fit, else what kind it is. */
export function useModelChoice(): (model: ChoosableModel) => Choice<string> {
  const words = useWords();
  const { t } = words;
  return ({ id, name, endpoint, fit, style, quantization }) => ({
    id,
    label: name,
    detail: endpoint
      ? t(`endpoints.reach.${endpoint.reach}`)
      : fit && fit.verdict !== "fits"
        ? words.reason(fit.reason)
        : style === "base"
          ? t("models.base")
          : quantization,
    isDisabled: fit?.verdict === "tooLarge",
  });
}

/** @param isFirstUsual where no file of this computer answers, the first of these does */
function choosable(endpoints: readonly Endpoint[], task: Task, isFirstUsual: boolean): ChoosableModel[] {
  const purpose = purposeOf(task);
  return endpoints
    .filter(({ enabled, tasks }) => enabled && tasks.includes(task))
    .flatMap((endpoint) =>
      endpoint.models
        .filter(({ found }) => (found?.purpose ?? "chat") === purpose)
        .map(({ id, name }) => ({ id, name: nameAt(endpoint, name), endpoint })),
    )
    .map((model, index) => ({
      ...model,
      style: "instruct",
      purpose,
      problem: null,
      quantization: "",
      bundled: false,
      fit: null,
      isDefault: false,
      isChatDefault: isFirstUsual && index === 0,
    }));
}

/** The endpoint that a model is of; null for a file of this computer, or where it is gone. */
export function useEndpointOf(modelId: string | null | undefined): Endpoint | null {
  const endpoints = useEndpoints().data ?? none;
  const of = modelId ? readEndpointModelId(modelId) : null;
  return (of && endpoints.find(({ id }) => id === of.endpointId)) ?? null;
}

/** The endpoints that these models are of, each once, without those that are gone. */
export function useEndpointsOf(modelIds: readonly string[]): readonly Endpoint[] {
  const endpoints = useEndpoints().data ?? none;
  const ids = new Set(modelIds.map((modelId) => readEndpointModelId(modelId)?.endpointId));
  return endpoints.filter(({ id }) => ids.has(id));
}

/** Some servers call a model by the path of its file. */
function nameAt({ name: endpoint }: Endpoint, model: string): string {
  const short = /\.gguf$/iu.test(model) ? model.replace(/^.*[/\\]/u, "").replace(/\.gguf$/iu, "") : model;
  return `${short} (${endpoint})`;
}
