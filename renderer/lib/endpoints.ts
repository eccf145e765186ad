import { useQuery } from "@tanstack/react-query";
import { type Endpoint, readEndpointModelId } from "../../electron/contract/endpoints.ts";
import type { Model } from "../../electron/contract/models.ts";
import type { Task } from "../../electron/contract/tasks.ts";
import { useApi } from "./api.ts";
import { keys, useModels } from "./queries.ts";

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
  return models && [...models, ...choosable(endpoints, task, !models.some(({ isChatDefault }) => isChatDefault))];
}

/** @param isFirstUsual where no file of this computer answers, the first of these does */
function choosable(endpoints: readonly Endpoint[], task: Task, isFirstUsual: boolean): ChoosableModel[] {
  return endpoints
    .filter(({ enabled, tasks }) => enabled && tasks.includes(task))
    .flatMap((endpoint) =>
      endpoint.models
        .filter(({ found }) => found === null || found.purpose === "chat")
        .map(({ id, name }) => ({ id, name: nameAt(endpoint, name), endpoint })),
    )
    .map((model, index) => ({
      ...model,
      style: "instruct",
      purpose: "chat",
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

/** Some servers call a model by the path of its file. */
function nameAt({ name: endpoint }: Endpoint, model: string): string {
  const short = /\.gguf$/iu.test(model) ? model.replace(/^.*[/\\]/u, "").replace(/\.gguf$/iu, "") : model;
  return `${short} (${endpoint})`;
}
