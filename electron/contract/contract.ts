import { eventIterator, oc } from "@orpc/contract";
import { vaultContract } from "./vault.ts";
import * as z from "zod";
import { adapterScaleSchema, adapterSchema } from "./adapters.ts";
import { appEventSchema, appInfoSchema, receivedFileSchema } from "./app.ts";
import {
  answerLineSchema,
  answerRowsSchema,
  answerTableDetailSchema,
  answerTableSchema,
  cellSchema,
  columnDraftsSchema,
  columnSchema,
  mostColumns,
  placedNoteSchema,
  tableForecastSchema,
  tableQuestionSchema,
  tableViewSchema,
  templateFileSchema,
  templateSchema,
  totalSchema,
  unreadFileSchema,
} from "./answerTables.ts";
import { costsInputSchema, costsSchema, priceSchema } from "./costs.ts";
import {
  contextPlanSchema,
  contextReceiptSchema,
  conversationSchema,
  messageSchema,
  ratingSchema,
  toolDecisionSchema,
} from "./chat.ts";
import { catalogueSchema, describedRepositorySchema } from "./catalogue.ts";
import {
  bundleFolderSchema,
  bundleImportSchema,
  bundleInputSchema,
  bundleReportSchema,
  bundleRoomInputSchema,
  bundleRoomSchema,
} from "./bundle.ts";
import { checkedTextSchema, checkInputSchema, givenClaimSchema, mostChecked } from "./check.ts";
import { connectionFilterSchema, connectionSchema, connectionTotalSchema, offlineLockSchema } from "./connections.ts";
import {
  collectionDetailSchema,
  collectionPieceSchema,
  collectionSchema,
  collectionReportSchema,
  collectionSummarySchema,
} from "./collections.ts";
import { compareInputSchema, comparisonSchema, previousVersionSchema } from "./compare.ts";
import { documentIdSchema, documentSchema, outlineEntrySchema, pageSchema, placedMarkupSchema } from "./documents.ts";
import {
  downloadSchema,
  downloadStartSchema,
  modelElsewhereSchema,
  hubHitSchema,
  hubRepoSchema,
  hubRepositorySchema,
  hubRevisionSchema,
} from "./downloads.ts";
import { type ErrorCode, errorDataSchema, errorTable, problemSchema } from "./errors.ts";
import {
  endpointModelPatchSchema,
  endpointPatchSchema,
  endpointSchema,
  keyStoreSchema,
  lookedAtSchema,
  newEndpointSchema,
} from "./endpoints.ts";
import { exportedFileSchema, exportSchemas } from "./exports.ts";
import { jobEventSchema, jobSchema } from "./jobs.ts";
import { desktopStateSchema, hashSchema, materialSchema } from "./desktop.ts";
import { llamaServerSchema } from "./llamaServer.ts";
import { mcpConfirmationSchema, mcpServerPatchSchema, mcpServerSchema, newMcpServerSchema } from "./mcp.ts";
import { modelRunnerSchema, modelSchema } from "./models.ts";
import { searchHitSchema } from "./search.ts";
import { servingPatchSchema, servingSchema } from "./serving.ts";
import { settingsPatchSchema, settingsSchema } from "./settings.ts";
import { correctionTextSchema, digestSchema, forecastSchema, reportSchema, summarySchema } from "./summaries.ts";
import { taskUseSchema } from "./tasks.ts";
import { tuningChoiceSchema, tuningPreviewSchema } from "./tuning.ts";
import { summaryOptionsSchema } from "./summaryOptions.ts";
import { daySchema, folderDaySchema, folderRulesSchema, watchedFolderSchema } from "./watchedFolders.ts";

const orpcErrors = Object.fromEntries(
  Object.entries(errorTable).map(([code, entry]) => [
    code,
    { status: entry.status, message: code, data: errorDataSchema.optional() },
  ]),
) as { [Code in ErrorCode]: { status: number; message: string; data: z.ZodOptional<typeof errorDataSchema> } };

const base = oc.errors(orpcErrors);
const id = z.object({ id: z.string().min(1) });
const documentId = z.object({ id: documentIdSchema });
const nothing = z.void();
/** True: the model goes on with the text as it stands, without documents, rules or what was said before, instead of answering it. */
const completeSchema = z.boolean().default(false);
const started = z.object({ jobId: z.string() });

/**
 * The one contract. Electron's message port, the loopback server and the command line mount the same router over it.
 * Bytes do not cross here: files come in by `POST /files?name=…` and originals are served by `GET /files/<documentId>`
 * with byte ranges, in every door alike.
 */
export const contract = {
  vault: vaultContract,
  app: {
    info: base.output(appInfoSchema),
    /** What changed, from now on; ends when the caller leaves. */
    watch: base.output(eventIterator(appEventSchema)),
    dismissNotice: base.input(id).output(nothing),
  },
  jobs: {
    list: base.output(z.array(jobSchema)),
    /** Replays what came after `after` (0: everything), then goes on live; ends with the job's last event. */
    attach: base
      .input(z.object({ jobId: z.string(), after: z.number().int().default(0) }))
      .output(eventIterator(jobEventSchema)),
    cancel: base.input(z.object({ jobId: z.string() })).output(nothing),
  },
  documents: {
    list: base.output(z.array(documentSchema)),
    /** As `list`, one piece after the other: whatever else is asked meanwhile is answered between them, however many there are. */
    pieces: base.output(eventIterator(z.array(documentSchema))),
    get: base.input(documentId).output(documentSchema.extend({ outline: z.array(outlineEntrySchema) })),
    /** Pages `from` to `to`, both counted from 1 and included; at most 200 at a time. */
    pages: base
      .input(z.object({ id: documentIdSchema, from: z.number().int().positive(), to: z.number().int().positive() }))
      .output(z.array(pageSchema)),
    /** Sizes of all pages in order, for a view that lays out before it loads. */
    pageSizes: base.input(documentId).output(
      z.array(
        z.object({
          number: z.number(),
          width: z.number().nullable(),
          height: z.number().nullable(),
          characters: z.number(),
        }),
      ),
    ),
    /** The comments and tracked changes of all pages, in order. */
    markup: base.input(documentId).output(z.array(placedMarkupSchema)),
    /** Where the words stand, ignoring case, in page order; at most 1,000. */
    find: base
      .input(z.object({ id: documentIdSchema, query: z.string().min(1).max(200) }))
      .output(z.array(z.object({ page: z.number(), start: z.number(), end: z.number() }))),
    addSample: base.input(z.object({ name: z.string() })).output(receivedFileSchema),
    /** Reads a protected document again with its password, which is not stored. */
    unlock: base.input(z.object({ id: documentIdSchema, password: z.string().max(1000) })).output(started),
    reread: base.input(documentId).output(started),
    rename: base.input(z.object({ id: documentIdSchema, title: z.string().trim().min(1).max(300) })).output(nothing),
    pin: base.input(z.object({ id: documentIdSchema, pinned: z.boolean() })).output(nothing),
    /** Puts the document in the bin; `restore` takes it back until the bin is emptied (a day later, at a start). */
    remove: base.input(documentId).output(nothing),
    restore: base.input(documentId).output(nothing),
  },
  compare: {
    /** What is different between two documents, each change cited to both. */
    run: base.input(compareInputSchema).output(comparisonSchema),
    export: base.input(compareInputSchema.extend({ format: exportSchemas.comparison })).output(exportedFileSchema),
    /** What a document is a new version of; recognised when it was read, null for none. */
    previous: base.input(documentId).output(previousVersionSchema.nullable()),
    setPrevious: base
      .input(z.object({ id: documentIdSchema, previousId: documentIdSchema.nullable() }))
      .output(nothing),
  },
  check: {
    /**
     * Holds statements against documents, in the background. The job tells the checked claims as items, in their order, and how many
     * there are as the `total` of its progress; nothing of it is kept in the library.
     */
    start: base.input(checkInputSchema).output(started),
    /** The statements of a text and where they stand, so that after a change only those that are new need be checked. */
    claims: base
      .input(z.object({ text: z.string().max(mostChecked.textCharacters) }))
      .output(z.array(givenClaimSchema)),
    /** The text with its verdicts, its quotes as notes. */
    export: base.input(checkedTextSchema.extend({ format: exportSchemas.check })).output(exportedFileSchema),
  },
  summaries: {
    digest: base
      .input(z.object({ documentId: documentIdSchema, length: summaryOptionsSchema.shape.length }))
      .output(digestSchema),
    start: base
      .input(
        z.object({
          documentId: documentIdSchema,
          options: summaryOptionsSchema,
          modelId: z.string().nullable().default(null),
          /** a version that draws other words than those that are there; without it the same is made again */
          another: z.boolean().default(false),
        }),
      )
      .output(z.object({ summaryId: z.string(), jobId: z.string() })),
    /**
     * What summaries of these documents will take here, one after the other. `mayProbe`: where nothing is known of the model's speed
     * and nothing else is at work, it is loaded and tried for some seconds.
     */
    forecast: base
      .input(
        z.object({
          documentIds: z.array(documentIdSchema).min(1).max(10_000),
          options: summaryOptionsSchema,
          modelId: z.string().nullable().default(null),
          mayProbe: z.boolean().default(true),
        }),
      )
      .output(forecastSchema),
    /** Goes on from the finished chunks of an interrupted or failed summary. */
    resume: base.input(id).output(started),
    get: base.input(id).output(summarySchema),
    /** Newest first. */
    list: base.input(z.object({ documentId: documentIdSchema })).output(z.array(summarySchema)),
    /** Puts the summary in the bin; `restore` takes it back until the bin is emptied (a day later, at a start). */
    remove: base.input(id).output(nothing),
    restore: base.input(id).output(nothing),
    /**
     * Puts words of the person's own in the place of a point, wherever it stands in the summary. They are held against the document
     * again and stay when a summary of it is made anew.
     */
    correct: base
      .input(z.object({ summaryId: z.string(), pointId: z.string(), text: correctionTextSchema }))
      .output(summarySchema),
    export: base.input(z.object({ id: z.string(), format: exportSchemas.summary })).output(exportedFileSchema),
    /** The machine-readable report of a document; with `summaryId: null` the digest alone. */
    report: base
      .input(
        z.object({
          documentId: documentIdSchema,
          summaryId: z.string().nullable(),
          length: summaryOptionsSchema.shape.length,
        }),
      )
      .output(reportSchema),
  },
  collections: {
    list: base.output(z.array(collectionSchema)),
    get: base.input(id).output(collectionDetailSchema),
    /** As `get`, one piece after the other: the first with all but the documents, which those after it bring in their order. */
    pieces: base.input(id).output(eventIterator(collectionPieceSchema)),
    create: base
      .input(
        z.object({
          title: z.string().trim().min(1).max(300),
          documentIds: z.array(documentIdSchema).max(10_000).default([]),
        }),
      )
      .output(collectionSchema),
    rename: base.input(z.object({ id: z.string(), title: z.string().trim().min(1).max(300) })).output(nothing),
    pin: base.input(z.object({ id: z.string(), pinned: z.boolean() })).output(nothing),
    addDocuments: base
      .input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000) }))
      .output(nothing),
    /** Out of the collection; the documents stay in the library. */
    removeDocuments: base
      .input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000) }))
      .output(nothing),
    /** Puts the collection in the bin; its documents stay unless asked. */
    remove: base.input(z.object({ id: z.string(), withDocuments: z.boolean().default(false) })).output(nothing),
    restore: base.input(id).output(nothing),
    /** Puts these first in the queue, in this order. */
    order: base.input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000) })).output(nothing),
    /** Queues the summaries of all documents that have none, or (again) of these, and starts the queue. */
    summarize: base
      .input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000).nullable().default(null) }))
      .output(nothing),
    /** Takes what waits out of the queue. */
    unqueue: base
      .input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000) }))
      .output(nothing),
    /** Stops at once; the summary under way goes on from its finished parts. */
    pause: base.input(id).output(nothing),
    resume: base.input(id).output(nothing),
    summary: base.input(id).output(collectionSummarySchema),
    /** Has a model write the summary of the set from what its documents came to; goes on from the steps that were finished before. */
    writeSet: base
      .input(
        z.object({
          id: z.string(),
          options: summaryOptionsSchema.nullable().default(null),
          modelId: z.string().nullable().default(null),
        }),
      )
      .output(started),
    report: base.input(id).output(collectionReportSchema),
    export: base.input(z.object({ id: z.string(), format: exportSchemas.collection })).output(exportedFileSchema),
  },
  /** Folders that collections follow, called by their collections. */
  watchedFolders: {
    list: base.output(z.array(watchedFolderSchema)),
    /** Has a collection follow a folder of this computer, a new one where none is named. */
    add: base
      .input(
        z.object({
          path: z.string().min(1).max(4096),
          collectionId: z.string().nullable().default(null),
          rules: folderRulesSchema.nullable().default(null),
        }),
      )
      .output(watchedFolderSchema),
    /** They are kept for what is there too. */
    setRules: base.input(z.object({ id: z.string(), rules: folderRulesSchema })).output(watchedFolderSchema),
    /** Follows it no more; the collection and its documents stay. */
    remove: base.input(id).output(nothing),
    /** Looks now; answers when all that stands still was taken in and read. */
    scan: base.input(id).output(watchedFolderSchema),
    /** What a day brought; null: today. */
    day: base.input(z.object({ id: z.string(), day: daySchema.nullable().default(null) })).output(folderDaySchema),
  },
  tableTemplates: {
    /** Those that come with the application first. */
    list: base.output(z.array(templateSchema)),
    /** Also what a file that is imported holds. */
    create: base.input(templateFileSchema).output(templateSchema),
    update: base.input(templateFileSchema.extend({ id: z.string() })).output(templateSchema),
    duplicate: base.input(id).output(templateSchema),
    remove: base.input(id).output(nothing),
    restore: base.input(id).output(nothing),
    /** A file as `create` takes it. */
    export: base.input(id).output(exportedFileSchema),
  },
  tables: {
    list: base.output(z.array(answerTableSchema)),
    get: base.input(id).output(answerTableDetailSchema),
    /** Nothing is asked before `run`. */
    create: base
      .input(
        z.object({
          title: z.string().trim().min(1).max(300),
          columns: columnDraftsSchema,
          documentIds: z.array(documentIdSchema).max(10_000).default([]),
          /** its documents, with their paths there, in its order */
          collectionId: z.string().nullable().default(null),
          useModel: z.boolean().default(true),
          modelId: z.string().nullable().default(null),
        }),
      )
      .output(answerTableDetailSchema),
    rename: base.input(z.object({ id: z.string(), title: z.string().trim().min(1).max(300) })).output(nothing),
    pin: base.input(z.object({ id: z.string(), pinned: z.boolean() })).output(nothing),
    /** Puts the table in the bin; its documents stay. */
    remove: base.input(id).output(nothing),
    restore: base.input(id).output(nothing),
    addDocuments: base
      .input(
        z.object({
          id: z.string(),
          documentIds: z.array(documentIdSchema).max(10_000).default([]),
          collectionId: z.string().nullable().default(null),
        }),
      )
      .output(nothing),
    removeDocuments: base
      .input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000) }))
      .output(nothing),
    /** All columns in their order: those without an id are new, those that are left out go with their cells. */
    setColumns: base
      .input(
        z.object({
          id: z.string(),
          columns: z
            .array(columnSchema.extend({ id: z.string().nullable().default(null) }))
            .min(1)
            .max(mostColumns),
        }),
      )
      .output(answerTableDetailSchema),
    setModel: base
      .input(z.object({ id: z.string(), useModel: z.boolean(), modelId: z.string().nullable() }))
      .output(nothing),
    /** Asks what waits and what is stale, or again all of these columns and documents, whatever they hold; corrections stay. */
    run: base
      .input(
        z.object({
          id: z.string(),
          columnIds: z.array(z.string()).nullable().default(null),
          documentIds: z.array(documentIdSchema).max(10_000).nullable().default(null),
          again: z.boolean().default(false),
        }),
      )
      .output(nothing),
    pause: base.input(id).output(nothing),
    resume: base.input(id).output(nothing),
    /** Puts these documents first, in this order. */
    order: base.input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema).max(10_000) })).output(nothing),
    forecast: base.input(id).output(tableForecastSchema),
    /** Rows `from` up to `from + count` of a view, counted from 0. */
    rows: base
      .input(
        z.object({
          id: z.string(),
          view: tableViewSchema.prefault({}),
          from: z.number().int().nonnegative(),
          count: z.number().int().min(1).max(200),
        }),
      )
      .output(answerRowsSchema),
    totals: base.input(z.object({ id: z.string(), view: tableViewSchema.prefault({}) })).output(z.array(totalSchema)),
    notes: base.input(id).output(z.array(placedNoteSchema)),
    /** What a question in words asks to see of the table. */
    ask: base
      .input(z.object({ id: z.string(), question: z.string().trim().min(1).max(500) }))
      .output(tableQuestionSchema),
    /** Puts a person's words in the place of the answers, "" for none; null takes them back. Read in the type of the column. */
    correct: base
      .input(
        z.object({
          id: z.string(),
          documentId: documentIdSchema,
          columnId: z.string(),
          text: z.string().trim().max(2000).nullable(),
        }),
      )
      .output(cellSchema),
    approve: base
      .input(
        z.object({ id: z.string(), documentIds: z.array(documentIdSchema).min(1).max(10_000), approved: z.boolean() }),
      )
      .output(nothing),
    /** All rows for programs, in their order, the columns by their names. */
    lines: base.input(id).output(z.array(answerLineSchema)),
    /** `unread`: files that could not be taken in, which get rows that say so. */
    export: base
      .input(
        z.object({
          id: z.string(),
          view: tableViewSchema.prefault({}),
          format: exportSchemas.answerTable,
          unread: z.array(unreadFileSchema).max(10_000).default([]),
        }),
      )
      .output(exportedFileSchema),
  },
  conversations: {
    list: base.output(z.array(conversationSchema)),
    create: base
      .input(z.object({ documentIds: z.array(documentIdSchema).default([]), title: z.string().max(300).default("") }))
      .output(conversationSchema),
    /** All messages of the tree, oldest first; the branch shown is the chain of parents of `leafId`. */
    get: base.input(id).output(conversationSchema.extend({ messages: z.array(messageSchema) })),
    rename: base.input(z.object({ id: z.string(), title: z.string().trim().min(1).max(300) })).output(nothing),
    pin: base.input(z.object({ id: z.string(), pinned: z.boolean() })).output(nothing),
    remove: base.input(id).output(nothing),
    restore: base.input(id).output(nothing),
    setDocuments: base.input(z.object({ id: z.string(), documentIds: z.array(documentIdSchema) })).output(nothing),
    setSystemPrompt: base.input(z.object({ id: z.string(), systemPrompt: z.string().max(20_000) })).output(nothing),
    /** Ids of the servers of tools that it may use; none before they are set. */
    servers: base.input(id).output(z.array(z.string())),
    setServers: base.input(z.object({ id: z.string(), serverIds: z.array(z.string()).max(50) })).output(nothing),
    /** Shows another branch: the newest leaf below the message. */
    showBranch: base.input(z.object({ id: z.string(), messageId: z.string() })).output(conversationSchema),
    export: base.input(z.object({ id: z.string(), format: exportSchemas.conversation })).output(exportedFileSchema),
  },
  chat: {
    /** Whether a tool may do what an answer asks of it, which waits for that. */
    decideTool: base
      .input(z.object({ messageId: z.string(), useId: z.string(), decision: toolDecisionSchema }))
      .output(nothing),
    /** Whether the model that would answer, null for the usual one, can call tools. */
    callsTools: base.input(z.object({ modelId: z.string().nullable() })).output(z.object({ callsTools: z.boolean() })),
    /** All that a tool answered. */
    toolResult: base
      .input(z.object({ messageId: z.string(), useId: z.string() }))
      .output(z.object({ text: z.string() })),
    /** A new turn below `parentId` (null: at the root). Editing a message is sending below its parent. */
    send: base
      .input(
        z.object({
          conversationId: z.string(),
          parentId: z.string().nullable(),
          text: z.string().trim().min(1).max(1_000_000),
          modelId: z.string().nullable().default(null),
          complete: completeSchema,
        }),
      )
      .output(z.object({ userMessageId: z.string(), replyId: z.string(), jobId: z.string() })),
    /** A new answer beside this one. */
    regenerate: base
      .input(
        z.object({
          messageId: z.string(),
          modelId: z.string().nullable().default(null),
          complete: completeSchema,
        }),
      )
      .output(z.object({ replyId: z.string(), jobId: z.string() })),
    /** Goes on with an answer that was stopped or cut off. */
    continue: base.input(z.object({ messageId: z.string() })).output(started),
    /** What the person thinks of an answer; null takes it back. */
    rate: base.input(z.object({ messageId: z.string(), rating: ratingSchema.nullable() })).output(nothing),
    /** One question over documents without a conversation: answer, citations and verdicts at once. */
    ask: base
      .input(
        z.object({
          documentIds: z.array(documentIdSchema).min(1),
          question: z.string().trim().min(1).max(100_000),
          modelId: z.string().nullable().default(null),
        }),
      )
      .output(
        z.object({
          ...messageSchema.pick({
            text: true,
            citations: true,
            statements: true,
            passages: true,
            model: true,
            wrote: true,
          }).shape,
          context: contextReceiptSchema,
          /** that the answer was cut off, and after how many tokens */
          problem: problemSchema.nullable(),
        }),
      ),
    /** What would be read if the draft were sent now. */
    plan: base
      .input(z.object({ conversationId: z.string(), parentId: z.string().nullable(), draft: z.string() }))
      .output(contextPlanSchema),
  },
  models: {
    list: base.output(z.array(modelSchema)),
    setDefault: base.input(z.object({ id: z.string() })).output(nothing),
    load: base.input(id).output(nothing),
    unload: base.output(nothing),
    /** Which program runs it from now on. */
    setRunBy: base.input(z.object({ id: z.string().min(1), runBy: modelRunnerSchema })).output(nothing),
    /** Removes the model from the list and deletes the copy Tramontane made. */
    remove: base.input(id).output(nothing),
  },
  tasks: {
    /** Every task with the models that would be asked now; what is assigned stands in the settings. */
    list: base.output(z.array(taskUseSchema)),
  },
  catalogue: {
    /** The models of the list that comes with the application, and what each would be on this computer. Connects to nothing. */
    list: base.output(catalogueSchema),
    /** A repository of the hub as it stands at a revision, with what each of its models would be on this computer. */
    describe: base
      .input(z.object({ repo: hubRepoSchema, revision: hubRevisionSchema.default("main") }))
      .output(describedRepositorySchema),
  },
  llamaServer: {
    get: base.output(llamaServerSchema),
    /** Names the program, which is asked what it is before it is taken; null names none. */
    setProgram: base.input(z.object({ path: z.string().trim().min(1).max(4096).nullable() })).output(llamaServerSchema),
    /** Ends it; it is started when a model is asked that it runs. */
    stop: base.output(llamaServerSchema),
  },
  endpoints: {
    list: base.output(z.array(endpointSchema)),
    /** Looks what stands at an address and keeps nothing of it. */
    look: base.input(newEndpointSchema.pick({ url: true, key: true, certificate: true })).output(lookedAtSchema),
    /** Adds a server, on which nothing is asked before; where it does not answer it is added all the same and says so. */
    add: base.input(newEndpointSchema).output(endpointSchema),
    update: base.input(endpointPatchSchema).output(endpointSchema),
    /** What a person says of one of its models, which counts before what was found. */
    setModel: base.input(endpointModelPatchSchema).output(endpointSchema),
    /** With its key. What its models wrote stays. */
    remove: base.input(id).output(nothing),
    /** Finds out anew what it is and what its models can do, by some short questions; what goes wrong stands in it. */
    test: base.input(id).output(endpointSchema),
    /** where keys are kept: in the system's keychain, or in a file that the account's owner alone can read */
    keyStore: base.output(keyStoreSchema),
  },
  /** Servers of tools that conversations may use. */
  mcp: {
    list: base.output(z.array(mcpServerSchema)),
    /** Adds one. Nothing is started or asked before `test` or a conversation does it. */
    add: base.input(newMcpServerSchema).output(mcpServerSchema),
    update: base.input(mcpServerPatchSchema).output(mcpServerSchema),
    /** With its token and the values of its variables. What it answered in conversations stays. */
    remove: base.input(id).output(nothing),
    /** Agrees to the command of a program, which is started from then on; refused where it is another by now. */
    confirm: base.input(mcpConfirmationSchema).output(mcpServerSchema),
    /** Connects to it anew and asks for its tools; what goes wrong stands in it. */
    test: base.input(id).output(mcpServerSchema),
    /** Ends the connection, and the program; both are begun again when a conversation needs them. */
    stop: base.input(id).output(mcpServerSchema),
  },
  connections: {
    /** Newest first, with how many there are in all that the filter lets through. */
    list: base
      .input(connectionFilterSchema)
      .output(z.object({ connections: z.array(connectionSchema), total: z.number().int() })),
    /** By host, the one that was asked last first; a host of null stands for programs. */
    totals: base.output(z.array(connectionTotalSchema)),
    /** Forgets all that do not run. */
    clear: base.output(nothing),
    lock: base.output(offlineLockSchema),
    setLock: base.input(z.object({ isLocked: z.boolean() })).output(offlineLockSchema),
  },
  hub: {
    /** Repositories of the hub that hold GGUF files, by words of their names. */
    search: base
      .input(
        z.object({ words: z.string().trim().min(1).max(200), limit: z.number().int().min(1).max(100).default(30) }),
      )
      .output(z.array(hubHitSchema)),
    /** A repository as it stands at a revision; `downloads.start` with its commit fetches just that. */
    describe: base
      .input(z.object({ repo: hubRepoSchema, revision: hubRevisionSchema.default("main") }))
      .output(hubRepositorySchema),
    /** Whether there is a token for gated repositories. */
    hasToken: base.output(z.boolean()),
    /** Keeps it outside the library; null takes it away. */
    setToken: base.input(z.object({ token: z.string().trim().min(1).max(500).nullable() })).output(nothing),
  },
  downloads: {
    /** In the order of the queue, what is done last. */
    list: base.output(z.array(downloadSchema)),
    /**
     * Fetches a model, or goes on with it where it was begun. What is in the list of models or lies in a folder of another program is
     * not fetched: the download is done then, or about to be.
     */
    start: base.input(downloadStartSchema).output(downloadSchema),
    /** What is there stays for `resume`. */
    pause: base.input(id).output(nothing),
    resume: base.input(id).output(nothing),
    /** Takes it out of the list with what was fetched of it; a model that is done stays. */
    cancel: base.input(id).output(nothing),
    /** Puts these first, in this order. */
    order: base.input(z.object({ ids: z.array(z.string()).max(1000) })).output(nothing),
    /** Bytes a second of all downloads together; null: as fast as it goes. Stands in the settings too. */
    setLimit: base.input(z.object({ bytesPerSecond: settingsSchema.shape.downloadLimit.unwrap() })).output(nothing),
    /** Models in the folders of other programs. */
    found: base.output(z.array(modelElsewhereSchema)),
    /** Adds one of them where it lies. */
    addFound: base.input(id).output(started),
  },
  tuning: {
    /** What a file of it would hold. */
    preview: base.input(tuningChoiceSchema).output(tuningPreviewSchema),
    export: base.input(tuningChoiceSchema).output(exportedFileSchema),
  },
  trials: {
    /** Has the model do some minutes of work of which the right answers are known; what was found stands with it in `models.list`. */
    start: base.input(id).output(started),
  },
  costs: {
    summary: base.input(costsInputSchema).output(costsSchema),
    export: base.input(costsInputSchema.extend({ format: exportSchemas.costs })).output(exportedFileSchema),
    prices: base.output(z.array(priceSchema)),
    /** In the place of one of the same name. */
    setPrice: base.input(priceSchema).output(nothing),
    removePrice: base.input(z.object({ name: z.string() })).output(nothing),
    /** A list as JSON or CSV; all of it or nothing. */
    importPrices: base
      .input(z.object({ text: z.string().max(2_000_000), format: z.enum(["json", "csv"]) }))
      .output(z.array(priceSchema)),
  },
  /** What is carried to a computer without a network. Each job tells its report as an item. */
  /** Of the application's own shell; behind other doors there is none. */
  desktop: {
    state: base.output(desktopStateSchema.nullable()),
    /** Texts at hand for a quick question, of at most a million characters each; read when they are asked for, and kept nowhere. */
    material: base.output(z.array(materialSchema)),
    /** Shows an address in the application's main window. */
    show: base.input(z.object({ hash: hashSchema })).output(nothing),
    hideQuick: base.output(nothing),
  },
  bundle: {
    /** Asks for a folder by the dialog of the application's own window; null where none was chosen, and behind every other door. */
    chooseFolder: base.output(z.string().nullable()),
    /** Whether a bundle can be written to a folder, and what there is room for. */
    room: base.input(bundleRoomInputSchema).output(bundleRoomSchema),
    /** Writes it, then reads each file back; goes on with one that was stopped. */
    make: base.input(bundleInputSchema).output(started),
    /** What is in it, with names and sizes held against its manifest; no file of it is read. */
    look: base.input(bundleFolderSchema).output(bundleReportSchema),
    /** Reads each file; the job fails with BUNDLE_INVALID where anything is wrong. */
    check: base.input(bundleFolderSchema).output(started),
    /** Checks all of it, then takes in models and adapters that are not here yet. */
    import: base.input(bundleImportSchema).output(started),
  },
  /** LoRA files, which come in as models do. */
  adapters: {
    list: base.output(z.array(adapterSchema)),
    /** Has an adapter change a model wherever that is used and nothing else is asked for, or not. */
    set: base
      .input(
        z.object({
          id: z.string(),
          modelId: z.string(),
          active: z.boolean(),
          scale: adapterScaleSchema.default(1),
        }),
      )
      .output(nothing),
    /** Removes the adapter from the list and deletes the copy Tramontane made. */
    remove: base.input(id).output(nothing),
  },
  /** The server for other programs of this computer. */
  serving: {
    get: base.output(servingSchema),
    /** Opens, closes or moves it; a port that is taken stands in the answer. */
    set: base.input(servingPatchSchema).output(servingSchema),
    /** What programs must send. */
    token: base.output(z.string()),
    /** Makes another token, so that no program is let in that knows the one of before. */
    renewToken: base.output(z.string()),
  },
  settings: {
    get: base.output(settingsSchema),
    set: base.input(settingsPatchSchema).output(settingsSchema),
  },
  search: {
    all: base
      .input(
        z.object({ query: z.string().trim().min(1).max(200), limit: z.number().int().min(1).max(200).default(50) }),
      )
      .output(z.array(searchHitSchema)),
  },
};
