import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { connectionFilterSchema } from "../../../electron/contract/connections.ts";
import { tableViewSchema } from "../../../electron/contract/answerTables.ts";
import { openConnection } from "../../../electron/core/store/connection.ts";
import { answerTableQueries } from "../../../electron/core/store/answerTableQueries.ts";
import { answerTableRunQueries } from "../../../electron/core/store/answerTableRunQueries.ts";
import { costQueries } from "../../../electron/core/store/costQueries.ts";
import { trialQueries } from "../../../electron/core/store/trialQueries.ts";
import { citationQueries } from "../../../electron/core/store/citationQueries.ts";
import { collectionQueries } from "../../../electron/core/store/collectionQueries.ts";
import { connectionQueries } from "../../../electron/core/store/connectionQueries.ts";
import { conversationQueries } from "../../../electron/core/store/conversationQueries.ts";
import { documentQueries } from "../../../electron/core/store/documentQueries.ts";
import { messageQueries } from "../../../electron/core/store/messageQueries.ts";
import { migrate } from "../../../electron/core/store/migrations.ts";
import { modelQueries } from "../../../electron/core/store/modelQueries.ts";
import { passageQueries } from "../../../electron/core/store/passageQueries.ts";
import { searchQueries } from "../../../electron/core/store/searchQueries.ts";
import { collectionSummaryQueries } from "../../../electron/core/store/collectionSummaryQueries.ts";
import { settingsQueries } from "../../../electron/core/store/settingsQueries.ts";
import { createStatements, type Statements } from "../../../electron/core/store/statements.ts";
import { tableTemplateQueries } from "../../../electron/core/store/tableTemplateQueries.ts";
import { versionQueries } from "../../../electron/core/store/versionQueries.ts";
import { summaryQueries } from "../../../electron/core/store/summaryQueries.ts";
import { vectorQueries } from "../../../electron/core/store/vectorQueries.ts";
import { watchedFolderQueries } from "../../../electron/core/store/watchedFolderQueries.ts";
import { folderRulesSchema } from "../../../electron/contract/watchedFolders.ts";
import {
  aCollection,
  aColumn,
  aConnection,
  aConversation,
  aDocument,
  aMessage,
  anAnswer,
  anAnswerTable,
  aPage,
  aPassage,
  aRecipe,
  aStoredCell,
  aSummary,
  documentId,
  recordingLogger,
  standingClock,
  temporaryFolder,
} from "./library.ts";

const aUsage = {
  month: "2026-12",
  modelId: "m",
  model: "Tiny",
  task: "summary",
  isRemote: false,
  calls: 1,
  readTokens: 1,
  cachedTokens: 0,
  writtenTokens: 1,
  ms: 1,
  cpuMs: 1,
  gpuCalls: 0,
};

/**
 * What may be read from end to end: lists that show every row, in the order of an index where they are sorted; values handed
 * in as JSON; the one row that a recursive query or an upsert has just made.
 */
const allowed = [
  /^SCAN documents USING INDEX documents_by_date$/,
  /^SCAN conversations USING INDEX conversations_by_date$/,
  /^SCAN collections USING INDEX collections_by_date$/,
  /^SCAN answer_tables USING INDEX answer_tables_by_date$/,
  /^SCAN table_templates USING INDEX table_templates_by_date$/,
  // Values handed in as JSON, and rows that were just found by an index.
  /^SCAN (asked|json_each)( VIRTUAL TABLE|$)/,
  // Few bytes for each document of an answer table, looked through once when the application starts.
  /^SCAN text_keys$/,
  /^SCAN conversation_documents$/,
  /^SCAN (models|settings|prices|watched_folders)$/,
  /^SCAN json_each VIRTUAL TABLE/,
  /^SCAN \w+_words VIRTUAL TABLE INDEX \d+:.*M/,
  // Bounded, and counted in an index alone.
  /^SCAN connections USING (COVERING INDEX connections_of_host|INDEX connections_running)$/,
  /^SCAN branch$/,
  /^SCAN CONSTANT ROW$/,
];

it("no query walks through a growing table", () => {
  const database = openConnection(path.join(temporaryFolder(), "library.db"));
  onTestFinished(() => void database.close());
  migrate(database);
  const prepare = createStatements(database);
  const texts = new Set<string>();
  const sql: Statements = (text) => {
    texts.add(text);
    return prepare(text);
  };
  const deps = { database, sql, clock: standingClock(), logger: recordingLogger() };
  const documents = { ...documentQueries(deps), ...passageQueries(deps), ...versionQueries(deps) };
  const citations = citationQueries(deps);
  const vectors = vectorQueries(deps);
  const summaries = summaryQueries(deps);
  const collections = collectionQueries(deps);
  const collectionSummaries = collectionSummaryQueries(deps);
  const conversations = conversationQueries(deps);
  const messages = messageQueries(deps);
  const models = modelQueries(deps);
  const settings = settingsQueries(deps);
  const costs = costQueries(deps);
  const trials = trialQueries(deps);
  const answerTables = { ...answerTableQueries(deps), ...answerTableRunQueries(deps) };
  const tableTemplates = tableTemplateQueries(deps);
  const watched = watchedFolderQueries(deps);
  const search = searchQueries(deps);
  const connections = connectionQueries(deps);

  // Every function once, so that every text is seen.
  const id = documentId("a");
  connections.end(connections.add(aConnection()), { end: "done", durationMs: 1 });
  connections.markUnknown();
  for (const filter of [{}, { host: "hub.example" }, { refused: true }, { host: "hub.example", refused: true }]) {
    connections.list(connectionFilterSchema.parse(filter));
    connections.count(connectionFilterSchema.parse(filter));
  }
  connections.totals();
  connections.clear();
  documents.put(aDocument());
  documents.update(id, { title: "t", status: "ready", problem: null, notes: [], pinned: true });
  documents.addPages(id, [aPage(1, "x")]);
  documents.finish(id, { ...aDocument(), outline: [{ title: "t", level: 1, page: 1, start: 0 }] });
  documents.setPassages(id, [aPassage("wheel")]);
  documents.searchPassages([id], "wheel", 5);
  vectors.put("m", [{ id: 0, vector: new Float32Array(2) }]);
  vectors.missing("m", id, 5);
  vectors.nearest("m", [id], new Float32Array(2), 5);
  documents.setSketch(id, [1]);
  documents.sketch(id);
  documents.resembling(id, [1]);
  documents.withoutSketch();
  documents.setPrevious(id, null);
  documents.previous(id);
  documents.list();
  documents.ids();
  documents.some([id]);
  documents.get(id);
  documents.pass(id, 1);
  documents.isPassing(id);
  documents.allPassing();
  documents.restore(id);
  documents.discard(id);
  documents.outline(id);
  documents.pages(id, 1, 2);
  documents.allPages(id);
  documents.pageSizes(id);
  documents.markup(id);
  documents.shownPages(id, 1, 2);
  documents.texts(id);
  documents.storedPages(id);
  summaries.put(aSummary());
  summaries.get("summary");
  summaries.list(id);
  summaries.saveCheckpoint("summary", "k", 1);
  summaries.checkpoints("summary");
  summaries.parts(id);
  summaries.clearCheckpoints("summary");
  summaries.markInterrupted();
  summaries.checkedBefore(2);
  collections.put(aCollection());
  collections.addMember("collection", { documentId: id, path: "a.pdf", state: "running", problem: null });
  collections.markWaiting();
  collections.updateMember("collection", id, { state: "waiting", problem: null, path: "b.pdf" });
  collections.order("collection", [id]);
  collections.skip("collection", { path: "c.bin", problem: { code: "FORMAT_UNSUPPORTED" } });
  collections.saveDigest(id, []);
  collections.digest(id);
  collections.list();
  collections.get("collection");
  collections.members("collection");
  collections.someMembers("collection", [id]);
  collections.member("collection", id);
  collections.waiting("collection", "ready", 1);
  collections.waiting("collection", null, 1);
  collections.queueOf("collection");
  documents.ofCollection("collection");
  collections.skipped("collection");
  collections.of(id);
  collections.update("collection", { title: "t", queue: "running", problem: null, pinned: true, updatedAt: 2 });
  collections.unskip("collection", "c.bin");
  collectionSummaries.put("collection", {
    status: "running",
    jobId: null,
    problem: null,
    recipe: aRecipe(),
    result: null,
  });
  collectionSummaries.get("collection");
  collectionSummaries.saveCheckpoint("collection", "merge:1:0", 1);
  collectionSummaries.checkpoints("collection");
  collectionSummaries.clearCheckpoints("collection");
  collectionSummaries.markInterrupted();
  collectionSummaries.checkedBefore(2);
  collections.remove("collection", 1);
  collections.restore("collection");
  collections.removeMember("collection", id);
  conversations.put(aConversation({ documentIds: [id] }));
  messages.put(aMessage({ text: "wheel" }));
  conversations.update("conversation", { leafId: "message", title: "t" });
  conversations.list();
  conversations.of(id);
  conversations.get("conversation");
  messages.get("message");
  messages.list("conversation");
  messages.branch("message");
  messages.update("message", { text: "y", status: "done" });
  messages.markPartial();
  costs.add([aUsage]);
  costs.usage(null, "2026-12");
  costs.setPrices([{ name: "m", currency: "EUR", read: 1, cached: null, written: 2 }]);
  costs.prices();
  costs.removePrice("m");
  trials.get("m");
  models.list();
  models.get("m");
  models.remove("m");
  settings.set(settings.get());
  expect(search.all("wheel", 5).length).toBeGreaterThan(0);
  conversations.remove("conversation", 1);
  conversations.restore("conversation");
  documents.clearUnfinished(id);
  documents.clearUnfinished(id, "recognized");
  documents.unfinishedPages(id);
  documents.hasText(id);
  documents.readBefore(2);
  documents.readTitle(id);
  documents.setReadingProblem(id, { code: "FILE_NOT_FOUND" });
  citations.replace(id, (citation) => citation);
  answerTables.put(anAnswerTable());
  answerTables.addRow("table", { documentId: id, path: "a.pdf" });
  answerTables.want("table", { columnIds: null, documentIds: [id], again: false, withModel: true });
  answerTables.want("table", { columnIds: null, documentIds: [id], again: true, withModel: true });
  answerTables.sumsOf("table", { columnIds: null, documentIds: [id], again: false, withModel: true });
  answerTables.wanted("table", "ready", 1);
  answerTables.wanted("table", null, 1);
  answerTables.wantedSums("table");
  answerTables.saveCell("table", id, "rent", aStoredCell([anAnswer({ kind: "money", amount: 1, currency: null })]));
  answerTables.correct("table", id, "tenant", { text: "Mill", value: null, at: 1, by: "Ann" });
  answerTables.same({ questionKey: "question", textKey: "text", modelKey: "none/1" });
  answerTables.setTextKey(id, "other");
  answerTables.textKey(id);
  answerTables.withOldTextKey();
  answerTables.setColumns(
    "table",
    [aColumn("rent", { kind: "money" }), aColumn("end", { kind: "date" })],
    new Map([["rent", "k"]]),
  );
  answerTables.update("table", { title: "t", queue: "running", pinned: true, problem: null, updatedAt: 2 });
  answerTables.order("table", [id]);
  answerTables.approve("table", [id], { at: 1, by: "Ann" });
  const view = tableViewSchema.parse({
    filters: [
      { columnId: "document", test: { op: "contains", text: "x" }, not: true },
      { columnId: "document", test: { op: "equals", text: "x" }, not: true },
      { columnId: "document", test: { op: "is", state: "stated" } },
      { columnId: "rent", test: { op: "contains", text: "x" }, not: true },
      { columnId: "rent", test: { op: "equals", text: "7" }, not: true },
      { columnId: "rent", test: { op: "between", least: 1, most: 2, unit: "EUR" }, not: true },
      ...(["waiting", "doubtful", "corrected", "stale"] as const).map((state) => ({
        columnId: "rent",
        test: { op: "is", state },
        not: true,
      })),
    ],
    sort: [
      { columnId: "end", descending: true },
      { columnId: "document", descending: false },
    ],
    groupBy: "rent",
    approved: true,
  });
  answerTables.rows("table", view, { from: 0, count: 50 });
  expect([...answerTables.eachRow("table", tableViewSchema.parse({}))]).toHaveLength(1);
  answerTables.values("table", view);
  answerTables.values("table", view, ["rent"]);
  answerTables.cell("table", id, "rent");
  answerTables.pathOf("table", id);
  answerTables.counts("table");
  answerTables.list();
  answerTables.get("table");
  answerTables.queueOf("table");
  answerTables.columns("table");
  answerTables.of(id);
  answerTables.setPace(null, "here", { work: 1, ms: 1 });
  answerTables.pace(null, "here");
  answerTables.remove("table", 1);
  answerTables.restore("table");
  tableTemplates.put({ id: "template", name: "t", description: "", columns: [], updatedAt: 1 });
  tableTemplates.list();
  tableTemplates.get("template");
  tableTemplates.remove("template", 1);
  tableTemplates.restore("template");
  citations.replace(id, (citation) => citation);
  answerTables.removeRow("table", id);
  const file = { path: "a", size: 1, mtime: "1", inode: "1", sha256: null };
  const inFile = { ...file, documents: [{ documentId: id, path: "a", isNew: true }] };
  watched.put({ id: "collection", path: "/letters", rules: folderRulesSchema.parse({}) });
  watched.list();
  watched.get("collection");
  watched.putFile("collection", inFile);
  watched.moveFile("collection", "a", { ...inFile, path: "b" });
  watched.files("collection");
  watched.countFiles("collection");
  for (const rule of ["summarize", "table"] as const) {
    watched.untreated("collection", rule);
    watched.setTreated("collection", rule, [id]);
  }
  watched.setRules("collection", folderRulesSchema.parse({}), ["table", "result"]);
  watched.unwritten("collection");
  watched.setWritten("collection", { file: "b", documentId: id, summaryId: "summary" });
  watched.addEvent("collection", { at: 1, kind: "new", path: "b", before: null, documentId: id });
  expect(watched.events("collection", 0, 2, 1)).toHaveLength(1);
  watched.countEvents("collection", 0, 2);
  watched.eventBefore("collection", 2);
  watched.eventFrom("collection", 0);
  watched.setLooked("collection", { root: "1:1", at: 1 });
  watched.removeFile("collection", "b");
  watched.remove("collection");
  documents.isRemoved(id);
  documents.remove(id, 1);
  documents.restore(id);
  summaries.remove("summary", 1);
  summaries.restore("summary");
  texts.add("DELETE FROM documents WHERE removed_at < @before RETURNING id");
  texts.add("DELETE FROM collections WHERE removed_at < @before RETURNING id");
  texts.add("DELETE FROM summaries WHERE removed_at < @before RETURNING id");
  texts.add("DELETE FROM answer_tables WHERE removed_at < @before RETURNING id");
  texts.add("DELETE FROM table_templates WHERE removed_at < @before RETURNING id");
  texts.add("DELETE FROM conversations WHERE removed_at < @before RETURNING id");
  expect(texts.size).toBeGreaterThan(40);

  for (const text of texts) {
    const named: Record<string, null> = {};
    for (const [, name = ""] of text.matchAll(/@(\w+)/g)) named[name] = null;
    const plan = database.prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(named);
    for (const { detail } of plan) {
      // All answers are looked through for what they cite of a document when that was read again, in the background.
      const isOfReading = detail === "SCAN messages" && text.includes("instr(citations, @id)");
      const walks = detail.startsWith("SCAN") && !isOfReading && !allowed.some((pattern) => pattern.test(detail));
      expect(walks, `${detail} in\n${text}`).toBe(false);
      // Sorting is left to an index wherever whole rows of growing tables are listed.
      if (
        /^SELECT \* FROM (documents|conversations|collections|answer_tables|table_templates) WHERE removed_at/.test(
          text,
        )
      ) {
        expect(detail).not.toContain("TEMP B-TREE");
      }
    }
  }
});
