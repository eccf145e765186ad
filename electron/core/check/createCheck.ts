import { type CheckedText, type CheckInput, type GivenClaim, mostChecked } from "../../contract/check.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import { stands } from "../evidence/citations.ts";
import type { Exporter } from "../export/export.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { readyDocuments } from "../library/library.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { Registry } from "../llm/registry.ts";
import { modelCountedAs } from "../llm/meteredModel.ts";
import type { Store } from "../store/store.ts";
import type { Witnesses } from "../witness/witnesses.ts";
import { claimOf } from "./claims.ts";
import { claimsTask } from "./claimsTask.ts";
import { type RunDeps, runCheck } from "./runCheck.ts";

/** Holds statements against documents of the library; nothing of it is kept. */
export interface Check {
  /**
   * Starts a job that tells the checked claims as items.
   * @param countedAs the task of its calls among the costs, where it is not that of checking
   * @throws NOT_FOUND, DOCUMENT_NOT_READY, and MODEL_NOT_FOUND or INVALID_INPUT for a model that is named
   */
  start(input: CheckInput, countedAs?: string): Promise<{ jobId: string }>;
  /** The statements of a text, in its order. @throws INVALID_INPUT where there are more than can be checked */
  claims(text: string): Promise<GivenClaim[]>;
  /** @throws NOT_FOUND, INVALID_INPUT where a quote does not stand in its document */
  export(checked: CheckedText, format: ExportFormatOf<"check">): Promise<ExportedFile>;
}

export interface CheckDeps extends RunDeps {
  readonly store: Pick<Store, "documents">;
  readonly jobs: Jobs;
  readonly exporter: Exporter;
  readonly models: Pick<Registry, "resolve">;
  readonly witnesses: Pick<Witnesses, "witnessOf" | "mayHave">;
}

export function createCheck(deps: CheckDeps): Check {
  const { store, jobs, textWorker, exporter, models, witnesses } = deps;

  return {
    async start(input, countedAs) {
      const ids = [...new Set(input.documentIds)];
      const documents = readyDocuments(store, ids);
      const usual = input.useModel ? await modelOf(input.modelId) : null;
      const model = usual && countedAs !== undefined ? modelCountedAs(usual, countedAs) : usual;
      const { id } = jobs.start({
        kind: "check",
        subject: ids[0] ?? "",
        lane: "check",
        usesModel: model !== null,
        onShutdown: "cancel",
        async run(context) {
          const { text, claims: given = [] } = input;
          const claims = text === undefined ? given.map(claimOf) : await claimsOfText(text, context.signal);
          await runCheck(deps, { claims, documents, model }, context);
        },
      });
      return { jobId: id };
    },

    claims: (text) => claimsOfText(text),

    export(checked, format) {
      const documents = new Map(
        [...new Set([...checked.documentIds, ...citedIn(checked)])].map((id) => [id, requireDocument(id)]),
      );
      const pages = new Map([...documents.keys()].map((id) => [id, pagesOf(id)]));
      for (const citation of citationsOf(checked)) {
        if (!stands({ pageTexts: pages.get(citation.documentId)?.texts ?? new Map() }, citation)) {
          throw new AppError("INVALID_INPUT", { data: { field: "claims" } });
        }
      }
      return exporter("check", format, {
        ...checked,
        documents: [...documents.values()],
        labelOf: ({ documentId, page }) => pages.get(documentId)?.labels.get(page) ?? null,
      });
    },
  };

  async function claimsOfText(text: string, signal?: AbortSignal): Promise<GivenClaim[]> {
    const claims = await textWorker.run(claimsTask, text, { urgent: true, ...(signal ? { signal } : {}) });
    if (claims.length > mostChecked.claims) {
      throw new AppError("INVALID_INPUT", {
        data: { reason: "TOO_MANY_CLAIMS", field: "text", most: mostChecked.claims },
      });
    }
    return claims;
  }

  function pagesOf(id: string) {
    const pages = store.documents.allPages(id);
    return {
      texts: new Map(pages.map(({ number, text }) => [number, text])),
      labels: new Map(pages.map(({ number, label }) => [number, label])),
    };
  }

  /** The model that may be asked; null where there is none. */
  async function modelOf(modelId: string | null): Promise<LanguageModel | null> {
    try {
      const model = await models.resolve("checking", modelId);
      return witnesses.mayHave(model) ? model : null;
    } catch (thrown) {
      if (modelId === null && toAppError(thrown).code === "NO_MODEL") return null;
      throw thrown;
    }
  }

  function requireDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId: id } });
    return document;
  }
}

function citationsOf({ claims }: CheckedText): Citation[] {
  return claims.flatMap(({ citations, contradictions }) => [
    ...citations,
    ...contradictions.flatMap((contradiction) => contradiction.citations),
  ]);
}

function citedIn(checked: CheckedText): string[] {
  return citationsOf(checked).map(({ documentId }) => documentId);
}
