import { implement, type InferRouterInitialContexts } from "@orpc/server";
import { contract } from "../contract/contract.ts";
import { AppError } from "../contract/errors.ts";
import { inPieces } from "../core/async/inPieces.ts";
import type { Core } from "../core/createCore.ts";
import type { ServingDoor } from "../serve/createServing.ts";
import { toOrpcError } from "./appError.ts";
import { receivePath } from "./files.ts";
import { listSamples, samplePath } from "./samples.ts";
import { createVaultRouter, type VaultCalls } from "./vaultCalls.ts";
import { watch } from "./watch.ts";

/** The contract over the core. Thin on purpose: what a feature does stands in the core. */
export function createRouter(core: Core, serving: ServingDoor, vault: VaultCalls) {
  const {
    store,
    jobs,
    documents,
    compare,
    connections,
    endpoints,
    mcpServers,
    llamaServer,
    check,
    collections,
    summaries,
    chat,
    models,
    registry,
    catalogue,
    hub,
    downloads,
    changes,
    notices,
    answerTables,
    tableTemplates,
    watchedFolders,
    costs,
    trials,
    tuning,
  } = core;
  const api = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      const error = toOrpcError(thrown);
      if (error.code === "INTERNAL") core.ports.logger.error("A call failed", { error: describe(thrown) });
      throw error;
    }
  });

  return api.router({
    vault: createVaultRouter(vault),
    app: {
      info: api.app.info.handler(async () => ({
        version: core.version,
        door: core.door,
        platform: process.platform,
        engine: core.engine.state,
        notices: [...notices.list()],
        samples: await listSamples(core.ports.paths.resources),
      })),
      watch: api.app.watch.handler(({ signal }) => watch(core, signal)),
      dismissNotice: api.app.dismissNotice.handler(({ input }) => notices.dismiss(input.id)),
    },
    jobs: {
      list: api.jobs.list.handler(() => jobs.list()),
      attach: api.jobs.attach.handler(({ input, signal }) => {
        requireValue(jobs.get(input.jobId));
        return jobs.attach(input.jobId, input.after, signal);
      }),
      cancel: api.jobs.cancel.handler(({ input }) => jobs.cancel(input.jobId)),
    },
    documents: {
      list: api.documents.list.handler(() => store.documents.list()),
      pieces: api.documents.pieces.handler(({ signal }) =>
        inPieces(store.documents.ids(), (ids) => store.documents.some(ids), signal),
      ),
      get: api.documents.get.handler(({ input }) => ({
        ...requireValue(store.documents.get(input.id)),
        outline: store.documents.outline(input.id),
      })),
      pages: api.documents.pages.handler(({ input }) => {
        if (input.to - input.from >= 200) throw new AppError("INVALID_INPUT", { data: { field: "to", most: 200 } });
        return store.documents.shownPages(input.id, input.from, input.to);
      }),
      pageSizes: api.documents.pageSizes.handler(({ input }) => store.documents.pageSizes(input.id)),
      markup: api.documents.markup.handler(({ input }) => store.documents.markup(input.id)),
      find: api.documents.find.handler(({ input }) => documents.find(input.id, input.query)),
      addSample: api.documents.addSample.handler(async ({ input }) =>
        receivePath(core, await samplePath(core.ports.paths.resources, input.name)),
      ),
      unlock: api.documents.unlock.handler(({ input }) => documents.unlock(input.id, input.password)),
      reread: api.documents.reread.handler(({ input }) => documents.reread(input.id)),
      rename: api.documents.rename.handler(({ input }) => documents.rename(input.id, input.title)),
      pin: api.documents.pin.handler(({ input }) => documents.pin(input.id, input.pinned)),
      remove: api.documents.remove.handler(({ input }) => documents.remove(input.id)),
      restore: api.documents.restore.handler(({ input }) => documents.restore(input.id)),
    },
    compare: {
      run: api.compare.run.handler(({ input }) => compare.run(input.before, input.after)),
      export: api.compare.export.handler(({ input }) => compare.export(input.before, input.after, input.format)),
      previous: api.compare.previous.handler(({ input }) => compare.previous(input.id)),
      setPrevious: api.compare.setPrevious.handler(({ input }) => compare.setPrevious(input.id, input.previousId)),
    },
    check: {
      start: api.check.start.handler(({ input }) => check.start(input)),
      claims: api.check.claims.handler(({ input }) => check.claims(input.text)),
      export: api.check.export.handler(({ input: { format, ...checked } }) => check.export(checked, format)),
    },
    summaries: {
      digest: api.summaries.digest.handler(({ input }) => summaries.digest(input.documentId, input.length)),
      start: api.summaries.start.handler(({ input }) =>
        summaries.start(input.documentId, input.options, input.modelId, { another: input.another }),
      ),
      forecast: api.summaries.forecast.handler(({ input, signal }) =>
        summaries.forecast(input.documentIds, input.options, input.modelId, { mayProbe: input.mayProbe, signal }),
      ),
      resume: api.summaries.resume.handler(({ input }) => summaries.resume(input.id)),
      get: api.summaries.get.handler(({ input }) => summaries.get(input.id)),
      list: api.summaries.list.handler(({ input }) => summaries.list(input.documentId)),
      remove: api.summaries.remove.handler(({ input }) => summaries.remove(input.id)),
      restore: api.summaries.restore.handler(({ input }) => summaries.restore(input.id)),
      correct: api.summaries.correct.handler(({ input }) =>
        summaries.correct(input.summaryId, input.pointId, input.text),
      ),
      export: api.summaries.export.handler(({ input }) => summaries.export(input.id, input.format)),
      report: api.summaries.report.handler(({ input }) =>
        summaries.machineReadable(input.documentId, input.summaryId, input.length),
      ),
    },
    collections: {
      list: api.collections.list.handler(() => collections.list()),
      get: api.collections.get.handler(({ input }) => collections.get(input.id)),
      pieces: api.collections.pieces.handler(({ input, signal }) => collections.pieces(input.id, signal)),
      create: api.collections.create.handler(({ input }) => collections.create(input)),
      rename: api.collections.rename.handler(({ input }) => collections.rename(input.id, input.title)),
      pin: api.collections.pin.handler(({ input }) => collections.pin(input.id, input.pinned)),
      addDocuments: api.collections.addDocuments.handler(({ input }) =>
        collections.addDocuments(input.id, input.documentIds),
      ),
      removeDocuments: api.collections.removeDocuments.handler(({ input }) =>
        collections.removeDocuments(input.id, input.documentIds),
      ),
      remove: api.collections.remove.handler(({ input }) => collections.remove(input.id, input.withDocuments)),
      restore: api.collections.restore.handler(({ input }) => collections.restore(input.id)),
      order: api.collections.order.handler(({ input }) => collections.order(input.id, input.documentIds)),
      summarize: api.collections.summarize.handler(({ input }) => collections.summarize(input.id, input.documentIds)),
      unqueue: api.collections.unqueue.handler(({ input }) => collections.unqueue(input.id, input.documentIds)),
      pause: api.collections.pause.handler(({ input }) => collections.pause(input.id)),
      resume: api.collections.resume.handler(({ input }) => collections.resume(input.id)),
      writeSet: api.collections.writeSet.handler(({ input }) =>
        collections.writeSet(input.id, input.options, input.modelId),
      ),
      summary: api.collections.summary.handler(({ input }) => collections.summary(input.id)),
      report: api.collections.report.handler(({ input }) => collections.report(input.id)),
      export: api.collections.export.handler(({ input }) => collections.export(input.id, input.format)),
    },
    watchedFolders: {
      list: api.watchedFolders.list.handler(() => watchedFolders.list()),
      add: api.watchedFolders.add.handler(({ input }) => watchedFolders.add(input)),
      setRules: api.watchedFolders.setRules.handler(({ input }) => watchedFolders.setRules(input.id, input.rules)),
      remove: api.watchedFolders.remove.handler(({ input }) => watchedFolders.remove(input.id)),
      scan: api.watchedFolders.scan.handler(({ input }) => watchedFolders.scan(input.id)),
      day: api.watchedFolders.day.handler(({ input }) => watchedFolders.day(input.id, input.day)),
    },
    tableTemplates: {
      list: api.tableTemplates.list.handler(() => tableTemplates.list()),
      create: api.tableTemplates.create.handler(({ input }) => tableTemplates.create(input)),
      update: api.tableTemplates.update.handler(({ input: { id, ...file } }) => tableTemplates.update(id, file)),
      duplicate: api.tableTemplates.duplicate.handler(({ input }) => tableTemplates.duplicate(input.id)),
      remove: api.tableTemplates.remove.handler(({ input }) => tableTemplates.remove(input.id)),
      restore: api.tableTemplates.restore.handler(({ input }) => tableTemplates.restore(input.id)),
      export: api.tableTemplates.export.handler(({ input }) => tableTemplates.export(input.id)),
    },
    tables: {
      list: api.tables.list.handler(() => answerTables.list()),
      get: api.tables.get.handler(({ input }) => answerTables.get(input.id)),
      create: api.tables.create.handler(({ input }) => answerTables.create(input)),
      rename: api.tables.rename.handler(({ input }) => answerTables.rename(input.id, input.title)),
      pin: api.tables.pin.handler(({ input }) => answerTables.pin(input.id, input.pinned)),
      remove: api.tables.remove.handler(({ input }) => answerTables.remove(input.id)),
      restore: api.tables.restore.handler(({ input }) => answerTables.restore(input.id)),
      addDocuments: api.tables.addDocuments.handler(({ input }) =>
        answerTables.addDocuments(input.id, input.documentIds, input.collectionId),
      ),
      removeDocuments: api.tables.removeDocuments.handler(({ input }) =>
        answerTables.removeDocuments(input.id, input.documentIds),
      ),
      setColumns: api.tables.setColumns.handler(({ input }) => answerTables.setColumns(input.id, input.columns)),
      setModel: api.tables.setModel.handler(({ input }) => answerTables.setModel(input.id, input)),
      run: api.tables.run.handler(({ input }) => answerTables.run(input.id, input)),
      pause: api.tables.pause.handler(({ input }) => answerTables.pause(input.id)),
      resume: api.tables.resume.handler(({ input }) => answerTables.resume(input.id)),
      order: api.tables.order.handler(({ input }) => answerTables.order(input.id, input.documentIds)),
      forecast: api.tables.forecast.handler(({ input }) => answerTables.forecast(input.id)),
      rows: api.tables.rows.handler(({ input }) => answerTables.rows(input.id, input.view, input)),
      totals: api.tables.totals.handler(({ input }) => answerTables.totals(input.id, input.view)),
      notes: api.tables.notes.handler(({ input }) => answerTables.notes(input.id)),
      ask: api.tables.ask.handler(({ input }) => answerTables.ask(input.id, input.question)),
      correct: api.tables.correct.handler(({ input }) => answerTables.correct(input.id, input, input.text)),
      approve: api.tables.approve.handler(({ input }) =>
        answerTables.approve(input.id, input.documentIds, input.approved),
      ),
      lines: api.tables.lines.handler(({ input }) => answerTables.lines(input.id)),
      export: api.tables.export.handler(({ input }) =>
        answerTables.export(input.id, input.view, input.format, input.unread),
      ),
    },
    conversations: {
      list: api.conversations.list.handler(() => chat.list()),
      create: api.conversations.create.handler(({ input }) => chat.create(input)),
      get: api.conversations.get.handler(({ input }) => chat.get(input.id)),
      rename: api.conversations.rename.handler(({ input }) => chat.rename(input.id, input.title)),
      pin: api.conversations.pin.handler(({ input }) => chat.pin(input.id, input.pinned)),
      remove: api.conversations.remove.handler(({ input }) => chat.remove(input.id)),
      restore: api.conversations.restore.handler(({ input }) => chat.restore(input.id)),
      setDocuments: api.conversations.setDocuments.handler(({ input }) =>
        chat.setDocuments(input.id, input.documentIds),
      ),
      setSystemPrompt: api.conversations.setSystemPrompt.handler(({ input }) =>
        chat.setSystemPrompt(input.id, input.systemPrompt),
      ),
      servers: api.conversations.servers.handler(({ input }) => chat.servers(input.id)),
      setServers: api.conversations.setServers.handler(({ input }) => chat.setServers(input.id, input.serverIds)),
      showBranch: api.conversations.showBranch.handler(({ input }) => chat.showBranch(input.id, input.messageId)),
      export: api.conversations.export.handler(({ input }) => chat.export(input.id, input.format)),
    },
    chat: {
      decideTool: api.chat.decideTool.handler(({ input }) =>
        chat.decideTool(input.messageId, input.useId, input.decision),
      ),
      callsTools: api.chat.callsTools.handler(({ input }) => chat.callsTools(input.modelId)),
      toolResult: api.chat.toolResult.handler(({ input }) => chat.toolResult(input.messageId, input.useId)),
      send: api.chat.send.handler(({ input }) => chat.send(input)),
      regenerate: api.chat.regenerate.handler(({ input }) =>
        chat.regenerate(input.messageId, input.modelId, input.complete),
      ),
      continue: api.chat.continue.handler(({ input }) => chat.continue(input.messageId)),
      ask: api.chat.ask.handler(({ input, signal }) =>
        chat.ask(input.documentIds, input.question, input.modelId, signal),
      ),
      rate: api.chat.rate.handler(({ input }) => chat.rate(input.messageId, input.rating)),
      plan: api.chat.plan.handler(({ input, signal }) => chat.plan(input, signal)),
    },
    tasks: {
      list: api.tasks.list.handler(() => registry.uses()),
    },
    models: {
      list: api.models.list.handler(() => models.list()),
      setDefault: api.models.setDefault.handler(({ input }) => models.setDefault(input.id)),
      load: api.models.load.handler(({ input }) => core.loadModel(input.id)),
      unload: api.models.unload.handler(() => models.unload()),
      remove: api.models.remove.handler(({ input }) => models.remove(input.id)),
      setRunBy: api.models.setRunBy.handler(({ input }) => models.setRunBy(input.id, input.runBy)),
    },
    llamaServer: {
      get: api.llamaServer.get.handler(() => llamaServer.state()),
      setProgram: api.llamaServer.setProgram.handler(({ input }) => llamaServer.setProgram(input.path)),
      stop: api.llamaServer.stop.handler(async () => {
        await llamaServer.stop();
        return llamaServer.state();
      }),
    },
    catalogue: {
      list: api.catalogue.list.handler(() => catalogue.list()),
      describe: api.catalogue.describe.handler(({ input, signal }) =>
        catalogue.describe(input.repo, input.revision, signal),
      ),
    },
    endpoints: {
      list: api.endpoints.list.handler(() => endpoints.list()),
      look: api.endpoints.look.handler(({ input, signal }) => endpoints.look(input, signal)),
      add: api.endpoints.add.handler(({ input, signal }) => endpoints.add(input, signal)),
      update: api.endpoints.update.handler(({ input }) => endpoints.update(input)),
      setModel: api.endpoints.setModel.handler(({ input }) => endpoints.setModel(input)),
      remove: api.endpoints.remove.handler(({ input }) => endpoints.remove(input.id)),
      test: api.endpoints.test.handler(({ input, signal }) => endpoints.test(input.id, signal)),
      keyStore: api.endpoints.keyStore.handler(() => endpoints.keyStore()),
    },
    mcp: {
      list: api.mcp.list.handler(() => mcpServers.list()),
      add: api.mcp.add.handler(({ input }) => mcpServers.add(input)),
      update: api.mcp.update.handler(({ input }) => mcpServers.update(input)),
      remove: api.mcp.remove.handler(({ input }) => mcpServers.remove(input.id)),
      confirm: api.mcp.confirm.handler(({ input }) => mcpServers.confirm(input)),
      test: api.mcp.test.handler(({ input, signal }) => mcpServers.test(input.id, signal)),
      stop: api.mcp.stop.handler(({ input }) => mcpServers.stop(input.id)),
    },
    connections: {
      list: api.connections.list.handler(({ input }) => connections.list(input)),
      totals: api.connections.totals.handler(() => connections.totals()),
      clear: api.connections.clear.handler(() => connections.clear()),
      lock: api.connections.lock.handler(() => connections.lock.state()),
      setLock: api.connections.setLock.handler(({ input }) => {
        connections.lock.set(input.isLocked);
        return connections.lock.state();
      }),
    },
    hub: {
      search: api.hub.search.handler(({ input, signal }) => hub.search(input.words, input.limit, signal)),
      describe: api.hub.describe.handler(({ input, signal }) => hub.describe(input.repo, input.revision, signal)),
      hasToken: api.hub.hasToken.handler(async () => (await core.hubToken.get()) !== null),
      setToken: api.hub.setToken.handler(({ input }) => core.hubToken.set(input.token)),
    },
    downloads: {
      list: api.downloads.list.handler(() => downloads.list()),
      start: api.downloads.start.handler(({ input, signal }) => downloads.start(input, signal)),
      pause: api.downloads.pause.handler(({ input }) => downloads.pause(input.id)),
      resume: api.downloads.resume.handler(({ input }) => downloads.resume(input.id)),
      cancel: api.downloads.cancel.handler(({ input }) => downloads.cancel(input.id)),
      order: api.downloads.order.handler(({ input }) => downloads.order(input.ids)),
      setLimit: api.downloads.setLimit.handler(({ input }) => downloads.setLimit(input.bytesPerSecond)),
      found: api.downloads.found.handler(() => downloads.found()),
      addFound: api.downloads.addFound.handler(({ input }) => downloads.addFound(input.id)),
    },
    tuning: {
      preview: api.tuning.preview.handler(({ input }) => tuning.preview(input)),
      export: api.tuning.export.handler(({ input }) => tuning.export(input)),
    },
    trials: {
      start: api.trials.start.handler(({ input }) => trials.start(input.id)),
    },
    costs: {
      summary: api.costs.summary.handler(({ input }) => costs.summary(input)),
      export: api.costs.export.handler(({ input: { format, ...input } }) => costs.export(input, format)),
      prices: api.costs.prices.handler(() => costs.prices()),
      setPrice: api.costs.setPrice.handler(({ input }) => costs.setPrice(input)),
      removePrice: api.costs.removePrice.handler(({ input }) => costs.removePrice(input.name)),
      importPrices: api.costs.importPrices.handler(({ input }) => costs.importPrices(input.text, input.format)),
    },
    desktop: {
      state: api.desktop.state.handler(() => core.ports.desktop?.state() ?? null),
      material: api.desktop.material.handler(async () => [...((await core.ports.desktop?.material()) ?? [])]),
      show: api.desktop.show.handler(({ input }) => core.ports.desktop?.show(input.hash)),
      hideQuick: api.desktop.hideQuick.handler(() => core.ports.desktop?.hideQuick()),
    },
    bundle: {
      chooseFolder: api.bundle.chooseFolder.handler(async () => (await core.ports.chooseFolder?.()) ?? null),
      room: api.bundle.room.handler(({ input }) => core.bundles.room(input)),
      look: api.bundle.look.handler(({ input }) => core.bundles.look(input.folder)),
      make: api.bundle.make.handler(({ input }) => core.bundles.make(input)),
      check: api.bundle.check.handler(({ input }) => core.bundles.check(input.folder)),
      import: api.bundle.import.handler(({ input }) => core.bundles.import(input)),
    },
    adapters: {
      list: api.adapters.list.handler(() => models.adapters.list()),
      set: api.adapters.set.handler(({ input: { id, modelId, active, scale } }) =>
        models.adapters.set(id, { id: modelId, active, scale }),
      ),
      remove: api.adapters.remove.handler(({ input }) => models.adapters.remove(input.id)),
    },
    serving: {
      get: api.serving.get.handler(() => serving.state()),
      set: api.serving.set.handler(({ input }) => serving.set(input)),
      token: api.serving.token.handler(() => serving.token()),
      renewToken: api.serving.renewToken.handler(() => serving.renewToken()),
    },
    settings: {
      get: api.settings.get.handler(() => store.settings.get()),
      set: api.settings.set.handler(({ input }) => {
        const settings = { ...store.settings.get(), ...dropUndefined(input) };
        store.settings.set(settings);
        if (input.threads !== undefined) core.engine.setThreads(input.threads);
        changes.changed("settings", null);
        return settings;
      }),
    },
    search: {
      all: api.search.all.handler(({ input }) => store.search.all(input.query, input.limit)),
    },
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
export type AppContext = InferRouterInitialContexts<AppRouter>;

function requireValue<T>(value: T | null): T {
  if (value === null) throw new AppError("NOT_FOUND");
  return value;
}

/** The fields that were given; a missing one must not overwrite. */
function dropUndefined<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
