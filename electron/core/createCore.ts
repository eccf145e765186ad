import { availableParallelism, homedir } from "node:os";
import path from "node:path";
import { AppError, toAppError } from "../contract/errors.ts";
import { baseOfModelId } from "../contract/adapters.ts";
import { createDocumentAnswers } from "./answerTables/createDocumentAnswers.ts";
import type { AnswerTables, TableTemplates } from "./answerTables/answerTables.ts";
import { createAnswerTables } from "./answerTables/createAnswerTables.ts";
import { createTableTemplates } from "./answerTables/createTableTemplates.ts";
import type { AppInfo } from "../contract/app.ts";
import { sleepAfterMs } from "../contract/settings.ts";
import { summaryOptionsSchema } from "../contract/summaryOptions.ts";
import { type Catalogue, createCatalogue } from "./catalogue/createCatalogue.ts";
import { type Bundles, createBundles } from "./bundle/createBundles.ts";
import { createChanges, type Changes } from "./changes.ts";
import { type CostLedger, createCosts } from "./costs/createCosts.ts";
import { createTrials, type Trials } from "./trials/createTrials.ts";
import { createTuning, type Tuning } from "./tuning/createTuning.ts";
import { createSummaryExamples } from "./summarize/createSummaryExamples.ts";
import { createTableExamples } from "./answerTables/createTableExamples.ts";
import { createChatExamples } from "./chat/createChatExamples.ts";
import { createGivenAnswers, type GivenAnswers } from "./chat/createGivenAnswers.ts";
import { type Chat, createChat } from "./chat/createChat.ts";
import { type Check, createCheck } from "./check/createCheck.ts";
import { type Compare, createCompare } from "./compare/createCompare.ts";
import { type Collections, createCollections } from "./collections/createCollections.ts";
import type { Exporter } from "./export/export.ts";
import { createErrands, type Errands } from "./errands/createErrands.ts";
import { createLibrary, createTexts, type Documents, type Intake, type Passing } from "./library/library.ts";
import { createEncoder } from "./llm/local/encoder.ts";
import { createEngine } from "./llm/local/createEngine.ts";
import type { Engine } from "./llm/local/engine.ts";
import { computeFit } from "./llm/local/fit.ts";
import { openPromptCacheFolder } from "./llm/local/promptCache/promptCacheFolder.ts";
import { createDownloads } from "./downloads/createDownloads.ts";
import type { Downloads } from "./downloads/downloads.ts";
import { createFoundFiles } from "./downloads/createFoundFiles.ts";
import { createHub } from "./hub/createHub.ts";
import { createHubToken, hubAddress, type HubToken } from "./hub/createHubToken.ts";
import type { Hub } from "./hub/hub.ts";
import { createJobs } from "./jobs/createJobs.ts";
import type { Jobs } from "./jobs/jobs.ts";
import { createEndpoints, type Endpoints } from "./llm/remote/createEndpoints.ts";
import { createRemoteModels } from "./llm/remote/createRemoteModels.ts";
import { createLlamaServer, type LlamaServers } from "./llm/external/createLlamaServer.ts";
import { freePort } from "./net/freePort.ts";
import { resultOf } from "./jobs/resultOf.ts";
import { hashFiles } from "./files/hashFiles.ts";
import { filesOfModel, isThere } from "./llm/local/storedFiles.ts";
import { createModelFiles, type ModelFiles } from "./llm/local/modelFiles.ts";
import { createStandings } from "./llm/chain/standings.ts";
import { createRegistry, type Registry, modelOptions } from "./llm/registry.ts";
import { type Connections, createConnections } from "./net/connections.ts";
import type { Outlet } from "./net/outlet.ts";
import { createMcpServers } from "./mcpClient/createMcpServers.ts";
import type { McpServers } from "./mcpClient/mcpClient.ts";
import { createNotices, type Notices } from "./notices.ts";
import type { Ports } from "./ports.ts";
import { createRecheck } from "./recheck/createRecheck.ts";
import { createRetrieval } from "./retrieval/retrieval.ts";
import { openStore } from "./store/openStore.ts";
import { sureTime } from "./sureTime.ts";
import type { VaultKeys } from "./vault/vault.ts";
import type { Store } from "./store/store.ts";
import { createWitnesses } from "./witness/witnesses.ts";
import { createTextWorker } from "./textWorker/createTextWorker.ts";
import { createForecasts } from "./forecast/createForecasts.ts";
import { createSummaries, type Summaries } from "./summarize/summarize.ts";
import { createWatchedFolders, type WatchedFolders } from "./watchedFolders/createWatchedFolders.ts";

/** The application without any shell. */
export interface Core {
  readonly ports: Ports;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly engine: Engine;
  readonly documents: Documents;
  readonly intake: Intake;
  /** documents that are not kept */
  readonly passing: Passing;
  /** commands that keep nothing of what they bring */
  readonly errands: Errands;
  readonly summaries: Summaries;
  readonly collections: Collections;
  readonly answerTables: AnswerTables;
  readonly tableTemplates: TableTemplates;
  readonly watchedFolders: WatchedFolders;
  readonly compare: Compare;
  readonly check: Check;
  readonly chat: Chat;
  readonly given: GivenAnswers;
  readonly models: ModelFiles;
  readonly registry: Registry;
  readonly bundles: Bundles;
  readonly catalogue: Catalogue;
  /** by which everything connects that does */
  readonly outlet: Outlet;
  readonly connections: Connections;
  readonly endpoints: Endpoints;
  readonly llamaServer: LlamaServers;
  readonly mcpServers: McpServers;
  /** Makes a model ready before anybody asks it, in whichever program runs it. @throws what loading it throws */
  loadModel(id: string): Promise<void>;
  readonly hub: Hub;
  readonly hubToken: HubToken;
  readonly downloads: Downloads;
  readonly costs: CostLedger;
  readonly trials: Trials;
  readonly tuning: Tuning;
  readonly changes: Changes;
  readonly notices: Notices;
  readonly version: string;
  readonly door: AppInfo["door"];
  dispose(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Opens the library and composes the parts. What was in the middle when the last process ended is marked so
 * before anything is shown.
 * @throws DATABASE_FROM_FUTURE, DATA_DIR_LOCKED, DATA_DIR_UNWRITABLE
 */
export async function createCore(
  ports: Ports,
  options: { version: string; door: AppInfo["door"]; exporter: Exporter; keys: VaultKeys | null },
): Promise<Core> {
  const { clock, logger, paths, ids, spawner, power } = ports;
  const { keys } = options;
  // What is opened here is closed again, the last first, at the end or where a later step cannot be taken.
  await using opened = new AsyncDisposableStack();
  const store = opened.adopt(
    openStore({ paths, clock, logger, version: options.version, key: keys?.database ?? null }),
    (each) => each.close(),
  );
  store.messages.markPartial();
  store.summaries.discardPassing(clock.now());
  store.answerTables.discardPassing(clock.now());
  store.collections.discardPassing();
  store.summaries.markInterrupted();
  store.collections.markWaiting();
  store.collectionSummaries.markInterrupted();

  const changes = createChanges();
  const { changed } = changes;
  const notices = createNotices({ ids, changed }, store.notices);
  const settings = () => {
    const stored = store.settings.get();
    // Files of llama.cpp cannot be encrypted.
    return keys === null ? stored : { ...stored, keepStates: false };
  };
  const costs = createCosts({
    store,
    clock,
    logger,
    settings,
    changed,
    exporter: options.exporter,
    usesGpu: () => engine.state.gpu !== null && engine.state.gpu.type !== "cpu",
  });
  opened.defer(() => costs.flush());
  const runOptions = modelOptions(settings);
  const jobs = createJobs({ clock, logger, ids, onProblem: (error) => notices.tell(error.toProblem()) });
  const promptCache = openPromptCacheFolder({
    // The name that libraries have on disk: under another one, what was kept would lie there for ever.
    folder: path.join(paths.data, "states"),
    key: store.settings.promptCacheKey(),
    conversationIds: settings().keepStates ? store.conversations.list().map(({ id }) => id) : [],
    modelIds: store.models.list().map(({ id }) => id),
    onProblem: (error) => logger.warn("The folder of prompt caches is not as it should be", { error: String(error) }),
  });
  const stopSweeping = changes.listen(({ what, id }) => {
    // A prompt cache holds the text of the documents that its conversation reads; one that ceased to read this one has lost its prompt cache then.
    if (what === "documents" && id !== null && !store.documents.get(id)) {
      for (const conversationId of store.conversations.of(id)) promptCache.forget(conversationId);
    }
    if (what === "models" && id !== null && !store.models.get(id)) promptCache.forgetModel(id);
    if (what === "settings" && !settings().keepStates) promptCache.clear();
  });
  const connections = createConnections({ store, clock, logger, isForced: ports.isOffline ?? false, changed });
  const { outlet } = connections;
  const stopWatchingLock = changes.listen(({ what }) => {
    if (what === "settings") connections.lock.look();
  });
  const engine = createEngine({
    promptCache,
    templates: {
      // A newer version may be able to use it.
      isLeftOut: (id) => store.models.brokenTemplate(baseOfModelId(id)) === options.version,
      leaveOut: (id) => store.models.setBrokenTemplate(baseOfModelId(id), options.version),
    },
    spawner,
    clock,
    logger,
    power,
    sleepAfterMs: () => sleepAfterMs(settings()),
  });
  const library = createLibrary({
    store,
    spawner,
    jobs,
    clock,
    logger,
    paths,
    filesKey: keys?.files ?? null,
    settings,
    changed,
    onRead(id, isAgain) {
      workOn(id, isAgain).catch((error: unknown) => {
        // The application closes.
        if (toAppError(error).code === "CANCELLED") return;
        logger.warn("What follows the reading of a document was not done", { error: String(error) });
      });
    },
    onUnread(id) {
      answerTables.onUnread(id);
      collections.onUnread(id);
    },
    collections: {
      create: (title, passes) => collections.open(title, passes),
      discard: (id) => collections.discard(id),
      added: (id, documentId) => collections.added(id, documentId),
      changed: (id) => changed("collections", id),
    },
  });
  const { documents, intake, passing } = library;
  const texts = createTexts({ store, logger });
  const stopForgetting = changes.listen(({ what, id }) => {
    if (what === "documents" && id !== null) texts.forget(id);
  });
  const textWorker = createTextWorker({ threads: ports.threads, clock, logger });
  const compare = createCompare({ store, clock, changed, exporter: options.exporter, textWorker });
  const modelFiles = createModelFiles({
    store,
    engine,
    jobs,
    clock,
    logger,
    paths,
    settings,
    loadOptions: runOptions.ofEngine,
    changed,
    onAdded(id) {
      retrieval.index();
      calibrateAdded(id).catch((error: unknown) =>
        logger.warn("A model that was added was not tried", { error: String(error) }),
      );
    },
    onUnload: async () => void (await Promise.all([collections.pauseAll(), answerTables.pauseAll()])),
  });
  const places = ports.places ?? { platform: process.platform, home: homedir(), env: process.env };
  const hubToken = createHubToken(places.env, ports.secrets);
  const hub = createHub({
    outlet,
    clock,
    address: () => hubAddress(places.env),
    mirrors: () => settings().hubMirrors,
    token: hubToken.get,
  });
  const downloads = createDownloads({
    store,
    hub,
    clock,
    logger,
    ids,
    paths,
    settings,
    changed,
    hasModel(id) {
      const model = store.models.get(id);
      return model ? isThere(model) : store.adapters.get(id) !== null;
    },
    keep: (files, signal) => modelFiles.keep(files, signal),
    async link(file, known, signal) {
      const { jobId } = await modelFiles.receivePath(file, known);
      const cancel = (): void => void jobs.cancel(jobId);
      if (signal.aborted) cancel();
      signal.addEventListener("abort", cancel, { once: true });
      return { jobId, modelId: resultOf(jobs, jobId).finally(() => signal.removeEventListener("abort", cancel)) };
    },
    foundFiles: createFoundFiles(places, (files, signal) => hashFiles(files, () => {}, signal)),
  });
  const encoder = createEncoder({
    spawner,
    clock,
    logger,
    options: runOptions.ofEncoder,
  });
  const { secrets } = ports;
  secrets.tellTo(notices.tell);
  const remote = createRemoteModels({ outlet, secrets, endpoints: store.endpoints, clock, logger, changed });
  const endpoints = createEndpoints({ outlet, secrets, endpoints: store.endpoints, ids, clock, logger, changed });
  const llamaServer = createLlamaServer({
    programs: ports.programs,
    gate: connections.programs,
    outlet,
    clock,
    logger,
    freePort,
    stored: () => store.settings.llamaServer(),
    store: (program) => store.settings.setLlamaServer(program),
    changed: () => changed("llamaServer", null),
    machine: () => ({ freeBytes: modelFiles.memory().free, cores: availableParallelism() }),
    options: runOptions.ofEngine,
    idleMs: () => sleepAfterMs(settings()),
    async makeRoom() {
      if (engine.state.status === "ready") await engine.unload();
    },
  });
  const mcpServers = createMcpServers({
    servers: store.mcpServers,
    secrets,
    programs: ports.programs,
    gate: connections.programs,
    outlet,
    clock,
    logger,
    ids,
    version: options.version,
    changed,
  });
  let optionsOfServer = JSON.stringify(runOptions.ofEngine());
  const stopWatchingOptions = changes.listen(({ what }) => {
    const now = what === "settings" ? JSON.stringify(runOptions.ofEngine()) : optionsOfServer;
    if (now !== optionsOfServer) llamaServer.settingsChanged();
    optionsOfServer = now;
  });
  const models = createRegistry({
    remote,
    server: llamaServer,
    files: modelFiles,
    engine,
    encoder,
    options: runOptions,
    logger,
    meter: costs.meter,
    chains: { clock, standings: createStandings(clock), assigned: () => settings().taskModels },
    isLocked: () => connections.lock.state().isLocked,
  });
  const retrieval = createRetrieval({ store, models, jobs, clock, logger });
  const { meaningOf } = retrieval;
  let embedding = models.installed("embedding")?.id;
  const stopWatchingEmbedding = changes.listen(({ what }) => {
    const now = what === "settings" ? models.installed("embedding")?.id : embedding;
    if (now === embedding) return;
    embedding = now;
    if (options.door !== "terminal") retrieval.index();
  });
  const witnesses = createWitnesses({ store, models, jobs, logger, changed });
  const trials = createTrials({ store, models, jobs, clock, witnesses, changed });
  const { exporter } = options;
  const shared = {
    store,
    texts,
    jobs,
    clock,
    logger,
    ids,
    settings,
    models,
    meaningOf,
    witnessOf: witnesses.witnessOf,
    changed,
    exporter,
    textWorker,
  };
  const summaries = createSummaries({
    ...shared,
    appVersion: options.version,
    forecasts: createForecasts({ ...shared, prices: costs.prices }),
    recognized: (id) => compare.recognized(id),
  });
  /** documents that commands beside this application brought to keep them */
  const brought = new Set<string>();
  const collections = createCollections({
    ...shared,
    documents,
    intake,
    summaries,
    appVersion: options.version,
    unasked: mayUnasked,
    optionsOf: (id) => store.watchedFolders.get(id)?.rules.options ?? null,
  });
  const answerTables = createAnswerTables({
    ...shared,
    answers: createDocumentAnswers(shared),
    person: ports.person ?? (() => ""),
  });
  const errands = createErrands({
    passing,
    summaries,
    answerTables,
    collections,
    logger,
    onBrought: (documentId) => void brought.add(documentId),
  });
  const tableTemplates = createTableTemplates({ store, clock, logger, ids, paths, changed });
  const watchedFolders = createWatchedFolders({
    store,
    jobs,
    intake,
    documents,
    collections,
    answerTables,
    summaries,
    clock,
    logger,
    settings,
    changes,
    paths,
  });
  const tuning = createTuning({
    store,
    sources: {
      corrections: createSummaryExamples(shared),
      cells: createTableExamples(shared),
      answers: createChatExamples(shared),
    },
  });
  const check = createCheck({ ...shared, witnesses });
  const recheck = createRecheck(shared);
  const chat = createChat({
    ...shared,
    texts,
    documents: library.documents,
    retrieval,
    promptCache,
    tools: mcpServers,
  });
  const given = createGivenAnswers({ ...shared, spawner });

  const catalogue = createCatalogue({
    paths,
    files: modelFiles,
    settings,
    fit: computeFit,
    hub,
    trials: store.trials,
    forecasts: (texts) => createForecasts({ ...shared, texts, prices: costs.prices }),
  });

  let upkeep = Promise.resolve();
  opened.defer(() => upkeep);
  opened.defer(() => connections.dispose());
  opened.defer(stopWatchingLock);
  opened.defer(stopWatchingOptions);
  opened.defer(() => llamaServer.dispose());
  opened.defer(() => mcpServers.dispose());
  opened.defer(stopWatchingEmbedding);
  opened.defer(async () => void (await Promise.all([engine.dispose(), library.dispose(), given.dispose()])));
  opened.defer(() => encoder.dispose());
  opened.use(retrieval);
  opened.defer(stopSweeping);
  opened.defer(stopForgetting);
  opened.defer(() => textWorker.dispose());
  opened.defer(() => jobs.dispose());
  opened.use(errands);
  opened.defer(() => downloads.dispose());
  opened.defer(() => watchedFolders.dispose());

  if (options.door !== "terminal") modelFiles.preload();
  await modelFiles.registerBundled();
  await modelFiles.reread();
  upkeep = keepUp().catch((thrown: unknown) => {
    logger.error("The bin was not emptied or the backup not written", { error: String(thrown) });
    // A full disk must not keep anyone from what is already there, but that there is no backup is told.
    const error = toAppError(thrown);
    if (error.code === "DISK_FULL") notices.tell(new AppError("DISK_FULL", { data: { reason: "BACKUP" } }).toProblem());
    else if (error.code !== "INTERNAL") notices.tell(error.toProblem());
  });
  await library.resume();
  if (options.door !== "terminal") retrieval.index();

  if (options.door !== "terminal") collections.resumeAll();
  if (options.door !== "terminal") answerTables.resumeAll();
  if (options.door !== "terminal") downloads.resumeAll();
  if (options.door !== "terminal") documents.readAgain();
  if (options.door !== "terminal") recheck.start();
  if (options.door !== "terminal") watchedFolders.start();

  async function workOn(id: string, isAgain: boolean): Promise<void> {
    if (store.documents.isPassing(id)) return answerTables.onRead(id);
    // What an engine read of these conversations is of the text of before.
    for (const conversationId of store.conversations.of(id)) promptCache.forget(conversationId);
    try {
      // Before its summary, which takes over what was read of the version before.
      await compare.recognize(id);
    } catch (error) {
      if (toAppError(error).code === "CANCELLED") throw error;
      logger.warn("It could not be told whether a document is a new version", { error: String(error) });
    }
    if (options.door !== "terminal") retrieval.index();
    if (options.door !== "terminal") recheck.start();
    answerTables.onRead(id);
    // Nobody asked for it: no summary follows that was not there before.
    if (isAgain) return;
    // What belongs to a collection waits for its turn there.
    if (!collections.onRead(id)) await summarizeUnasked(id);
  }

  /** How well a new model checks statements is known before it is needed, where it fits without anything having to make room. */
  async function calibrateAdded(id: string): Promise<void> {
    const added = modelFiles.list().find((model) => model.id === id);
    if (options.door === "terminal" || added?.fit.verdict !== "fits") return;
    if (added.purpose === "chat" && added.style !== "base") witnesses.calibrate(await models.resolve("summary", id));
    const classifier = models.installed("entailment");
    if (classifier?.id === id) witnesses.calibrate(classifier);
  }

  /** Of what a command brings, only what was asked for is done. */
  function mayUnasked(documentId: string): boolean {
    return options.door !== "terminal" && !brought.has(documentId);
  }

  async function summarizeUnasked(id: string): Promise<void> {
    const { summarizeOnOpen, summaryLength } = settings();
    if (!summarizeOnOpen || !mayUnasked(id)) return;
    if (!models.hasModel() || summaries.list(id).length > 0) return;
    await summaries.start(id, summaryOptionsSchema.parse({ length: summaryLength }), null);
  }

  async function keepUp(): Promise<void> {
    const now = clock.now();
    const { documentIds } = store.purge(sureTime(now, store.settings.noteStart(now)) - dayMs);
    await documents.purgeFiles(documentIds);
    await store.backup();
  }

  const closing = opened.move();
  return {
    ports,
    store,
    jobs,
    engine,
    documents,
    intake,
    passing,
    errands,
    summaries,
    collections,
    answerTables,
    tableTemplates,
    watchedFolders,
    compare,
    check,
    chat,
    given,
    models: modelFiles,
    registry: models,
    bundles: createBundles({
      store,
      models: {
        receive: modelFiles.receive,
        filesOf: filesOfModel,
        isThere,
        isAdapterThere: (id) => modelFiles.adapters.list().some((adapter) => adapter.id === id && adapter.isThere),
      },
      clock,
      jobs,
      paths,
      version: options.version,
      applicationFolder: path.dirname(paths.resources),
    }),
    catalogue,
    outlet,
    connections,
    endpoints,
    llamaServer,
    mcpServers,
    async loadModel(id) {
      if (modelFiles.installed(id)?.runBy === "server") await llamaServer.load(modelFiles.chosen(id, "summary"));
      else await modelFiles.load(id);
    },
    hub,
    hubToken,
    downloads,
    costs,
    trials,
    tuning,
    changes,
    notices,
    ...options,
    dispose: () => closing.disposeAsync(),
  };
}
