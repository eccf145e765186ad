import type { Model } from "../../electron/contract/models.ts";
import { settingsSchema } from "../../electron/contract/settings.ts";
import { AppError } from "../../electron/contract/errors.ts";
import type { Core } from "../../electron/core/createCore.ts";
import type { LanguageModel } from "../../electron/core/llm/languageModel.ts";
import type { Clock } from "../../electron/core/ports.ts";
import { systemClock } from "../../electron/host/systemClock.ts";
import { createRoutes } from "../../electron/serve/createServing.ts";
import { listen } from "../../electron/serve/listen.ts";
import { createServedModels, type ServedModels } from "../../electron/serve/servedModels.ts";

/** A model and what it is served as; one that writes where nothing else is said. */
export interface Served {
  readonly model: LanguageModel;
  readonly purpose?: "chat" | "embedding" | "reranking";
  readonly style?: Model["style"];
}

/** Where nothing is answered through the contract. */
export const noClient = (): never => {
  throw new AppError("INTERNAL");
};

export const testToken = "a-token-of-the-tests";

/** Models as programs are told of them; the first for a purpose does what no model is named for. */
export function servedModels(served: readonly Served[]): ServedModels {
  const of = (purpose: Model["purpose"]) => served.filter((each) => (each.purpose ?? "chat") === purpose);
  const named = (id: string): LanguageModel => {
    const found = served.find(({ model }) => model.id === id);
    if (!found) throw new AppError("MODEL_NOT_FOUND");
    return found.model;
  };
  return createServedModels({
    registry: {
      resolve: (_task, id) => {
        const first = id === null ? of("chat")[0]?.model : named(id);
        return first ? Promise.resolve(first) : Promise.reject(new AppError("NO_MODEL"));
      },
      installed: (task) => of(task)[0]?.model ?? null,
      encoder: (_task, id) => named(id),
    },
    files: { list: () => served.map(fileOf) },
    endpoints: { list: () => Promise.resolve([]) },
  });
}

function fileOf({ model: { id, name, style }, purpose = "chat", ...more }: Served): Model {
  return {
    id,
    name,
    fileName: `${name}.gguf`,
    bytes: 1000,
    architecture: "llama",
    quantization: "F16",
    parameters: 500,
    experts: null,
    trainContext: 4096,
    licence: null,
    hasChatTemplate: true,
    callsTools: false,
    purpose,
    style: more.style ?? style,
    problem: null,
    bundled: false,
    isDefault: false,
    isChatDefault: false,
    calibration: null,
    trial: null,
    runBy: "app",
    fit: {
      verdict: "fits",
      needBytes: 1000,
      freeBytes: 2000,
      contextSize: 4096,
      reason: { code: "FITS", data: {} } as unknown as Model["fit"]["reason"],
    },
    addedAt: 1_700_000_000_000,
  };
}

/** What of the application the routes are made of, where they only ask models. */
export function servedCore(clock: Clock = systemClock): Core {
  let last = 0;
  const ports = {
    clock,
    ids: { next: () => `id-${(last += 1)}` },
    logger: { info() {}, warn() {}, error() {} },
  };
  const settings = settingsSchema.parse({});
  return { ports, version: "0.0.0-test", store: { settings: { get: () => settings } } } as unknown as Core;
}

/** The routes over models, listening on a port of their own. */
export async function serveModels(
  served: readonly Served[],
  { clock, isOllamaOn = false }: { readonly clock?: Clock; readonly isOllamaOn?: boolean } = {},
): Promise<{ readonly url: string; readonly port: number; close(): Promise<void> }> {
  let port = 0;
  const routes = createRoutes(
    { port: () => port, token: () => testToken, isOllamaOn: () => isOllamaOn, admitted() {} },
    { core: servedCore(clock), models: servedModels(served), client: noClient },
  );
  const listening = await listen(routes.fetch, 0);
  ({ port } = listening);
  return { url: `http://127.0.0.1:${port}`, port, close: () => listening.close() };
}
