import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Summary } from "../../electron/contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../electron/contract/summaryOptions.ts";
import { toAppError } from "../../electron/contract/errors.ts";
import { endpointModelId } from "../../electron/contract/endpoints.ts";
import { type ChainLimits, usualLimits } from "../../electron/core/llm/chain/callLimit.ts";
import { chainModel } from "../../electron/core/llm/chain/chainModel.ts";
import { createStandings } from "../../electron/core/llm/chain/standings.ts";
import type {
  GenerateHandlers,
  LanguageModel,
  ModelSession,
  ModelStyle,
} from "../../electron/core/llm/languageModel.ts";
import { createRemoteModels } from "../../electron/core/llm/remote/createRemoteModels.ts";
import { type Connections, createConnections } from "../../electron/core/net/connections.ts";
import type { Logger } from "../../electron/core/ports.ts";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";
import { systemClock } from "../../electron/host/systemClock.ts";
import { endpointAt } from "../helpers/remoteModels.ts";
import { addDocument, startApplication } from "../integration/summarize/application.ts";
import { subjects, textDocument } from "../unit/summarize/textDocument.ts";
import type { RealServer, SeenCall } from "./realServer.ts";

/** Time-outs in which a run is short: the product's own are minutes. */
export const shortLimits: ChainLimits = {
  first: 6000,
  leastFirst: 3000,
  silent: 2000,
  whole: 15_000,
  back: usualLimits.back,
};

/** A call as who asked saw it: when it began, when something of the answer came, when it was over. */
export interface OwnCall {
  readonly begunAt: number;
  readonly cameAt: number[];
  endedAt: number;
  /** null: it was answered */
  code: string | null;
}

export interface FailoverRun {
  readonly summary: Summary;
  readonly seconds: number;
  /** of each server the calls that came by it */
  readonly calls: readonly (readonly SeenCall[])[];
  /** as who asked saw them */
  readonly own: readonly OwnCall[];
  /** how often each part was kept, and by which server it was written, in the order of the parts */
  readonly kept: ReadonlyMap<string, readonly (number | null)[]>;
  /** requests for an answer that stand in the ledger */
  readonly ledger: number;
}

export interface FailoverOptions {
  readonly servers: readonly RealServer[];
  readonly pages: number;
  readonly limits: ChainLimits;
  /** seconds that a person lets the endpoints take */
  readonly waitSeconds: number;
  readonly style: ModelStyle;
  /** tokens of a part */
  readonly partTokens: number;
  /** told of the parts that are done */
  onPart?(done: number): void;
}

/** A summary of a long document by all servers, which share its parts, through the library, the ledger and the endpoints as they are. */
export async function runFailover(options: FailoverOptions): Promise<FailoverRun> {
  const { servers, limits, waitSeconds, style, partTokens } = options;
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-failover-"));
  const logger: Logger = { info() {}, warn() {}, error() {} };
  const clock = systemClock;
  const own: OwnCall[] = [];
  const kept = new Map<string, (number | null)[]>();
  const app = startApplication(folder, { id: "", path: "" }, { resolve: () => Promise.resolve(chain()) });
  const { store } = app;
  const connections = createConnections({ store, clock, logger, isForced: false, changed() {} });
  connections.lock.set(false);
  const remote = createRemoteModels({
    outlet: connections.outlet,
    secrets: { get: () => Promise.resolve(null) },
    endpoints: store.endpoints,
    clock,
    logger,
    changed() {},
  });
  const standings = createStandings(clock);
  const ids = servers.map(({ url }, index) => {
    const id = `server-${index}`;
    store.endpoints.put(endpointAt(url, { id, name: `Server ${index + 1}`, waitSeconds }));
    return endpointModelId(id, "model");
  });

  /** As when an endpoint is added: what it can do is found out. */
  async function tryAll(): Promise<void> {
    const signal = AbortSignal.timeout(600_000);
    await Promise.all(
      servers.map(async (_, index) => {
        const session = await remote.of(`server-${index}`, "model", "summaries").open("background", { signal });
        await session[Symbol.asyncDispose]();
      }),
    );
  }

  function chain(): LanguageModel {
    const members = ids.map((_, index) => {
      const model = { ...remote.of(`server-${index}`, "model", "summaries"), style, preferredChunkTokens: partTokens };
      return { model: watched(model, own), shares: index > 0 };
    });
    return chainModel(members, { clock, logger, standings, limits });
  }

  const { saveCheckpoint } = store.summaries;
  store.summaries.saveCheckpoint = (id, key, value) => {
    saveCheckpoint(id, key, value);
    if (!key.startsWith("map:")) return;
    const by = (value as { by?: { sha256: string } }).by?.sha256;
    kept.set(key, [...(kept.get(key) ?? []), by === undefined ? null : ids.indexOf(by)]);
    options.onPart?.(kept.size);
  };
  try {
    const input = longDocument(options.pages);
    addDocument(store, input);
    const asked: SummaryOptions = summaryOptionsSchema.parse({ length: "short" });
    await tryAll();
    const tried = answersIn(connections);
    const before = servers.map(({ calls }) => calls.length);
    const from = performance.now();
    const { summaryId, jobId } = await app.summaries.start(input.document.id, asked, null);
    await app.jobs.finished(jobId);
    const seconds = (performance.now() - from) / 1000;
    const ledger = answersIn(connections) - tried;
    const calls = servers.map((server, index) => server.calls.slice(before[index]));
    return { summary: app.summaries.get(summaryId), seconds, calls, own, kept, ledger };
  } finally {
    connections.dispose();
    await app.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Requests for an answer that stand in the ledger. */
function answersIn(connections: Connections): number {
  let [answers, before] = [0, null as number | null];
  for (;;) {
    const page = connections.list({ before, limit: 500, host: null, refused: false }).connections;
    answers += page.filter(({ path: route }) => route?.endsWith("/completions") === true).length;
    const last = page.at(-1);
    if (!last) return answers;
    before = last.id;
  }
}

/** The model that comes with the application. */
export const starter = path.join(applicationFolder(), "resources/starter/starter-Q8_0.gguf");

/** How this model is asked: the starter as one too small for words of its own, any other in words. */
export function styleOf(model: string): ModelStyle {
  return model === starter ? "starter" : "instruct";
}

/** Pages of the document of which so many parts are made: the starter has more tokens for the same words than others. */
export function pagesFor(parts: number, style: ModelStyle): number {
  return style === "starter" ? parts / 2 : parts;
}

const sentencesOfPage = 6;

/** Pages that say something else everywhere. */
function longDocument(pages: number) {
  return textDocument(
    Array.from({ length: pages }, (_, page) => {
      const subject = subjects[page % subjects.length] ?? "";
      const sentence = (place: number): string =>
        `On page ${page} the harbour master wrote remark ${place} ${subject}.`;
      return `# Chapter ${page}\n${Array.from({ length: sentencesOfPage }, (__, place) => sentence(place)).join(" ")}`;
    }),
    { title: "The harbour" },
  );
}

/** The model, whose calls are noted as who asks sees them. */
function watched(model: LanguageModel, own: OwnCall[]): LanguageModel {
  return {
    ...model,
    standing: () => model.standing(),
    async open(use, options): Promise<ModelSession> {
      const session = await model.open(use, options);
      return {
        ...session,
        get parallelism() {
          return session.parallelism;
        },
        async generate(request, handlers: GenerateHandlers = {}) {
          const call: OwnCall = { begunAt: performance.now(), cameAt: [], endedAt: Infinity, code: null };
          own.push(call);
          const came = (): void => void call.cameAt.push(performance.now());
          try {
            return await session.generate(request, {
              ...handlers,
              onText: (text) => (came(), handlers.onText?.(text)),
              onHidden: () => (came(), handlers.onHidden?.()),
            });
          } catch (thrown) {
            call.code = toAppError(thrown).code;
            throw thrown;
          } finally {
            call.endedAt = performance.now();
          }
        },
      };
    },
  };
}
