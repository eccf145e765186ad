import type { Catalogue as CatalogueList, CataloguedModel, CatalogueEntry, Here } from "../../contract/catalogue.ts";
import type { DescribedRepository } from "../../contract/catalogue.ts";
import type { HubModel } from "../../contract/downloads.ts";
import { toAppError } from "../../contract/errors.ts";
import type { Document } from "../../contract/documents.ts";
import type { Model } from "../../contract/models.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Forecast } from "../../contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../contract/summaryOptions.ts";
import { storedTrial, type Trial } from "../../contract/trials.ts";
import type { Hub } from "../hub/hub.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { Paths } from "../ports.ts";
import type { DocumentText } from "../text/documentText.ts";
import { type EstimatedModel, estimateModel, type UnreadModel } from "./estimateModel.ts";
import { type Fitting, fitHere, fitsWell, type Memory } from "./fitHere.ts";
import { propose } from "./propose.ts";
import { readCatalogue } from "./readCatalogue.ts";
import { usualReport } from "./usualReport.ts";

/** Models that could be here, and what each would be on this computer. */
export interface Catalogue {
  /** @throws CATALOGUE_UNREADABLE */
  list(): Promise<CatalogueList>;
  /** As `Hub.describe`, with what each model would be on this computer. */
  describe(repo: string, revision: string, signal?: AbortSignal): Promise<DescribedRepository>;
}

/** What is told of a model's speed by what was measured on this computer. */
export interface Foretelling {
  forecast(
    documents: readonly Document[],
    options: SummaryOptions,
    model: LanguageModel,
    how: { readonly mayProbe: boolean },
  ): Promise<Forecast>;
  paceOf(model: LanguageModel): { readonly tokensPerSecond: number; readonly basis: Here["basis"] };
}

export interface CatalogueDeps {
  readonly paths: Pick<Paths, "resources">;
  readonly files: { list(): readonly Pick<Model, "id" | "fileName" | "bytes">[]; memory(): Memory };
  readonly settings: () => Settings;
  readonly fit: Fitting;
  readonly hub: Pick<Hub, "describe">;
  readonly trials: { get(modelId: string): Trial | null };
  /** of documents whose texts are these */
  readonly forecasts: (texts: { of(id: string): DocumentText }) => Foretelling;
}

/** A model of which the hash of its first file may be known, else the file's name and bytes tell whether it is here. */
interface Unread extends UnreadModel {
  readonly sha256: string | null;
  readonly fileName: string;
}

/** What is here, which is asked for once for all models of a list. */
interface Now {
  readonly models: ReturnType<CatalogueDeps["files"]["list"]>;
  readonly memory: Memory;
}

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  const { files, settings, fit } = deps;
  let entries: readonly CatalogueEntry[] | null = null;
  let report: ReturnType<typeof usualReport> | null = null;
  const reportOf = () => (report ??= usualReport());
  const forecasts = deps.forecasts({ of: () => reportOf().text });

  return {
    async list() {
      entries ??= readCatalogue(deps.paths);
      const now = { models: files.list(), memory: files.memory() };
      const models: CataloguedModel[] = [];
      for (const entry of entries) models.push({ ...entry, here: await hereOf(unreadOf(entry), now) });
      const candidates = models.map((model) => ({
        model,
        fitsWell: fitsWell(fit, estimateModel(unreadOf(model)), now.memory),
      }));
      return { models, proposal: propose(candidates) };
    },
    async describe(repo, revision, signal) {
      const repository = await deps.hub.describe(repo, revision, signal);
      const now = { models: files.list(), memory: files.memory() };
      const models: DescribedRepository["models"] = [];
      for (const model of repository.models) {
        const here = await hereOf(unreadOfHub(repository.repo, model), now);
        models.push({ ...model, here });
      }
      return { ...repository, models };
    },
  };

  async function hereOf(unread: Unread, { models, memory }: Now): Promise<Here> {
    const estimated = estimateModel(unread);
    const found = fitHere(fit, estimated, settings().contextSize, memory);
    const modelId = models.find((model) => isIt(model, unread))?.id ?? null;
    const tried = triedAs(unread.sha256 ?? modelId);
    const facts = { fit: found, bytes: unread.bytes, tried, modelId };
    if (unread.purpose !== "chat" || found.verdict === "tooLarge") {
      return { ...facts, tokensPerSecond: null, reportSeconds: null, basis: "assumed" };
    }
    const model = standIn(unread.sha256 ?? "", estimated, found.contextSize, settings().gpu);
    return { ...facts, ...forecasts.paceOf(model), reportSeconds: await reportSeconds(model) };
  }

  function triedAs(id: string | null): Here["tried"] {
    const trial = id === null ? null : deps.trials.get(id);
    if (trial === null) return null;
    const { isCurrent, grades } = storedTrial(trial);
    return isCurrent ? grades.summaries : null;
  }

  /** null where its context is too small for any part of a report */
  async function reportSeconds(model: LanguageModel): Promise<number | null> {
    const options = summaryOptionsSchema.parse({ length: settings().summaryLength });
    try {
      const { seconds } = await forecasts.forecast([reportOf().document], options, model, { mayProbe: false });
      return seconds?.expected ?? null;
    } catch (thrown) {
      if (toAppError(thrown).code === "CONTEXT_TOO_SMALL") return null;
      throw thrown;
    }
  }
}

function isIt({ id, fileName, bytes }: Pick<Model, "id" | "fileName" | "bytes">, unread: Unread): boolean {
  // Of some the bytes are known only about.
  const isAsLarge = Math.abs(bytes - unread.bytes) < unread.bytes / 100;
  return unread.sha256 === null ? fileName === unread.fileName && isAsLarge : id === unread.sha256;
}

function unreadOf(entry: CatalogueEntry): Unread {
  const { files, aboutBytes } = entry;
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  return {
    ...entry,
    bytes: files.every((file) => file.bytes !== null) ? bytes : (aboutBytes ?? bytes),
    sha256: files[0]?.sha256 ?? null,
    fileName: nameOf(files[0]?.name ?? ""),
  };
}

/** What the hub tells of a model before its file is here: nothing of its weights. */
function unreadOfHub(repo: string, { file, kind, quantization, bytes, files }: HubModel): Unread {
  const name = `${repo}/${file}`.toLowerCase();
  // An adapter writes nothing by itself: it has the speed of its model.
  const purpose = /rerank/u.test(name)
    ? "reranking"
    : kind === "adapter" || /embed|minilm|\b(?:bge|e5|gte)-/u.test(name)
      ? "embedding"
      : "chat";
  return {
    purpose,
    bytes,
    quantization: quantization ?? "",
    parameters: { total: null, active: null },
    context: null,
    sha256: files[0]?.sha256 ?? null,
    fileName: nameOf(file),
  };
}

function nameOf(file: string): string {
  return file.split("/").at(-1) ?? file;
}

/** A model that is not here, for forecasts, which ask it nothing. */
function standIn(id: string, model: EstimatedModel, contextSize: number, device: string): LanguageModel {
  return {
    id,
    name: "",
    provenance: { kind: "gguf", sha256: id, quantization: "" },
    style: "instruct",
    preferredChunkTokens: null,
    capabilities: { generate: true, decide: false, embed: false, rerank: false, entail: false, tools: false },
    open: () => Promise.reject(new Error("The model is not here.")),
    standing: () => ({
      isReady: false,
      isFree: false,
      contextTokens: null,
      contextRange: { least: contextSize, most: contextSize },
      ...model,
      device,
    }),
  };
}
