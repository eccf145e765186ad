import * as z from "zod";
import { findingSchema } from "../../contract/findings.ts";
import { reasonSchema } from "../../contract/reasons.ts";
import { countRequestSchema, messagesRequestSchema } from "../anthropic/schemas.ts";
import * as ollama from "../ollama/schemas.ts";
import { chatSchema } from "../openai/chatSchema.ts";
import { completionsSchema } from "../openai/completions.ts";
import { responsesSchema } from "../openai/responses.ts";
import { embeddingsSchema, rerankSchema } from "../openai/vectors.ts";
import {
  detailedDocumentSchema,
  documentFormSchema,
  documentListSchema,
  documentQuerySchema,
  toldDocumentSchema,
} from "./documentRoutes.ts";
import { documentQuoteSchema, quoteSchema } from "./quotes.ts";
import {
  deletedSchema,
  sectionSchema,
  sentenceSchema,
  summaryAnswerSchema,
  summaryRequestSchema,
  summaryStateSchema,
} from "./summaryRoutes.ts";
import { systemoneAnswerSchema, systemoneSchema } from "./systemone.ts";
import { tableAnswerSchema, tableCellSchema, tableRequestSchema, tableRowSchema } from "./tableRoutes.ts";
import { verdictSchema, verdictsSchema, verifySchema } from "./verifyRoutes.ts";

type Method = "get" | "post" | "delete";
type Schemas = Readonly<Record<string, z.ZodType>>;

/** What programs can ask for at a path. */
export interface Operation {
  readonly method: Method;
  /** as the routes have it: `:name` stands for a part of it */
  readonly path: string;
  readonly tag: "Tramontane" | "OpenAI" | "Anthropic" | "Ollama" | "MCP";
  readonly summary: string;
  readonly status: 200 | 201;
  /** of the body of a request in JSON; the name it has in the description */
  readonly request?: string;
  /** of the answer, by its name in the description; left out where another's API defines its form */
  readonly answer?: string;
  /** names of the events of an answer that is streamed; none where another's API defines them */
  readonly events?: readonly string[];
}

const health = z.object({ status: z.literal("ok"), version: z.string() });

/** Forms of requests, by their names. */
export const requestSchemas = {
  SystemOneRequest: systemoneSchema,
  VerifyRequest: verifySchema,
  SummaryRequest: summaryRequestSchema,
  TableRequest: tableRequestSchema,
  ChatCompletionRequest: chatSchema,
  CompletionRequest: completionsSchema,
  ResponseRequest: responsesSchema,
  EmbeddingRequest: embeddingsSchema,
  RerankRequest: rerankSchema,
  MessageRequest: messagesRequestSchema,
  CountTokensRequest: countRequestSchema,
  OllamaShowRequest: ollama.showRequestSchema,
  OllamaChatRequest: ollama.chatRequestSchema,
  OllamaGenerateRequest: ollama.generateRequestSchema,
  OllamaEmbedRequest: ollama.embedRequestSchema,
  OllamaEmbeddingsRequest: ollama.embeddingsRequestSchema,
  DocumentForm: documentFormSchema,
} satisfies Schemas;

/** Forms of answers, and of what stands in them, by their names. */
export const answerSchemas = {
  Health: health,
  Error: z.object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      /** the field of the request that is meant */
      param: z.string().nullable(),
      code: z.string(),
    }),
  }),
  Finding: findingSchema,
  Reason: reasonSchema,
  Quote: quoteSchema,
  DocumentQuote: documentQuoteSchema,
  Document: toldDocumentSchema,
  DocumentList: documentListSchema,
  DocumentDetail: detailedDocumentSchema,
  Deleted: deletedSchema,
  Verdict: verdictSchema,
  VerdictList: verdictsSchema,
  SystemOneAnswer: systemoneAnswerSchema,
  Sentence: sentenceSchema,
  Section: sectionSchema,
  SummaryState: summaryStateSchema,
  Summary: summaryAnswerSchema,
  SummaryOrState: z.union([summaryAnswerSchema, summaryStateSchema]),
  TableCell: tableCellSchema,
  TableRow: tableRowSchema,
  Table: tableAnswerSchema,
} satisfies Schemas;

const own = { tag: "Tramontane", status: 200 } as const;
const openai = { tag: "OpenAI", status: 200 } as const;
const anthropic = { tag: "Anthropic", status: 200 } as const;
const ofOllama = { tag: "Ollama", status: 200 } as const;
const mcp = { tag: "MCP", status: 200, path: "/mcp" } as const;
const rerank = { ...openai, method: "post", summary: "Rank texts by a query", request: "RerankRequest" } as const;

/** Every route of the door. */
export const operations: readonly Operation[] = [
  { ...own, method: "get", path: "/health", summary: "Whether it answers", answer: "Health" },
  { ...own, method: "get", path: "/v1/openapi.json", summary: "This description" },
  { ...own, method: "post", path: "/v1/documents", summary: "Read a file", status: 201, answer: "Document" },
  { ...own, method: "get", path: "/v1/documents", summary: "List documents", answer: "DocumentList" },
  { ...own, method: "get", path: "/v1/documents/:id", summary: "Get a document", answer: "DocumentDetail" },
  { ...own, method: "delete", path: "/v1/documents/:id", summary: "Delete a document", answer: "Deleted" },
  {
    ...own,
    method: "post",
    path: "/v1/verify",
    summary: "Hold claims against documents",
    request: "VerifyRequest",
    answer: "VerdictList",
  },
  {
    ...own,
    method: "post",
    path: "/v1/summaries",
    summary: "Summarize a document with checked quotes",
    request: "SummaryRequest",
    answer: "Summary",
    events: ["started", "progress", "section", "sentences", "summary", "error"],
  },
  { ...own, method: "get", path: "/v1/summaries/:id", summary: "Get a summary", answer: "SummaryOrState" },
  { ...own, method: "delete", path: "/v1/summaries/:id", summary: "End and delete a summary", answer: "Deleted" },
  {
    ...own,
    method: "post",
    path: "/v1/tables",
    summary: "Ask documents columns of questions",
    request: "TableRequest",
    answer: "Table",
    events: ["started", "row", "table", "error"],
  },
  {
    ...own,
    method: "post",
    path: "/v1/systemone",
    summary: "Answer typed questions with probabilities",
    request: "SystemOneRequest",
    answer: "SystemOneAnswer",
  },
  {
    ...openai,
    method: "post",
    path: "/v1/chat/completions",
    summary: "Answer a conversation",
    request: "ChatCompletionRequest",
    events: [],
  },
  {
    ...openai,
    method: "post",
    path: "/v1/responses",
    summary: "Answer a conversation, without a state",
    request: "ResponseRequest",
    events: [],
  },
  {
    ...openai,
    method: "post",
    path: "/v1/completions",
    summary: "Go on with a text",
    request: "CompletionRequest",
    events: [],
  },
  { ...openai, method: "post", path: "/v1/embeddings", summary: "Vectors of texts", request: "EmbeddingRequest" },
  { ...rerank, path: "/v1/rerank" },
  { ...rerank, path: "/v1/reranking" },
  { ...rerank, path: "/rerank" },
  { ...openai, method: "get", path: "/v1/models", summary: "List models" },
  { ...openai, method: "get", path: "/v1/models/:name", summary: "Get a model" },
  {
    ...anthropic,
    method: "post",
    path: "/v1/messages",
    summary: "Answer a conversation, with citations of its documents where that is asked",
    request: "MessageRequest",
    events: [],
  },
  {
    ...anthropic,
    method: "post",
    path: "/v1/messages/count_tokens",
    summary: "Count the tokens of a conversation",
    request: "CountTokensRequest",
  },
  { ...ofOllama, method: "get", path: "/api/version", summary: "Version" },
  { ...ofOllama, method: "get", path: "/api/tags", summary: "List models" },
  { ...ofOllama, method: "get", path: "/api/ps", summary: "List models that are loaded" },
  { ...ofOllama, method: "post", path: "/api/show", summary: "Get a model", request: "OllamaShowRequest" },
  { ...ofOllama, method: "post", path: "/api/chat", summary: "Answer a conversation", request: "OllamaChatRequest" },
  { ...ofOllama, method: "post", path: "/api/generate", summary: "Answer a prompt", request: "OllamaGenerateRequest" },
  { ...ofOllama, method: "post", path: "/api/embed", summary: "Vectors of texts", request: "OllamaEmbedRequest" },
  {
    ...ofOllama,
    method: "post",
    path: "/api/embeddings",
    summary: "The vector of a text",
    request: "OllamaEmbeddingsRequest",
  },
  { ...mcp, method: "post", summary: "The Model Context Protocol over HTTP" },
  { ...mcp, method: "get", summary: "Its stream of notices, where a client of its earlier eras listens" },
  { ...mcp, method: "delete", summary: "Ends a session of its earlier eras" },
];

/** The description of the whole door in OpenAPI 3.1. */
export function openApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/gu, "{$1}");
    (paths[path] ??= {})[operation.method] = described(operation);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Tramontane",
      version,
      description:
        "Models and checked summaries on this computer. Every page counts from 1, every offset is one of UTF-16 code units of the text " +
        "of the page. Nothing that is sent is kept in the library unless that is asked.",
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { apiKey: [] }],
    tags: [
      { name: "Tramontane", description: "Documents, checked summaries, tables and verdicts" },
      { name: "OpenAI", description: "Answers in the form of OpenAI's API" },
      { name: "Anthropic", description: "Answers in the form of Anthropic's API" },
      {
        name: "Ollama",
        description: "Answers in the form of Ollama's API, where that is switched on, without a token",
      },
      { name: "MCP", description: "Model Context Protocol" },
    ],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      },
      schemas: { ...schemasOf(requestSchemas, "input"), ...schemasOf(answerSchemas, "output") },
    },
  };
}

function described({ method, path, tag, summary, status, request, answer, events }: Operation) {
  const names = [...path.matchAll(/:(\w+)/gu)].map(([, name = ""]) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    ...(method === "post" && path === "/v1/documents" ? queryOf(documentQuerySchema) : []),
  ];
  const body = method === "post" && path === "/v1/documents" ? fileBody : request && jsonBody(request);
  const schema = answer === undefined ? {} : refTo(answer);
  return {
    tags: [tag],
    summary,
    operationId: `${method}${path.replaceAll(/[^a-z0-9]+(\w)/giu, (_, letter: string) => letter.toUpperCase())}`,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    ...(tag === "Ollama" && { security: [] }),
    responses: {
      [status]: {
        description: events === undefined ? "The answer" : "The answer, as a stream where `stream` is true",
        content: {
          "application/json": { schema },
          ...(events && {
            "text/event-stream": {
              schema: {
                type: "string",
                description:
                  events.length === 0
                    ? `Events in the form of ${tag}'s API`
                    : `Events ${events.join(", ")}, each with a line of JSON; lines that begin with a colon say that the work goes on`,
              },
            },
          }),
        },
      },
      default: { description: "What went wrong", content: { "application/json": { schema: refTo("Error") } } },
    },
  };
}

function refTo(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonBody(name: string) {
  return { required: true, content: { "application/json": { schema: refTo(name) } } };
}

/** A file as the body itself, or in a form. */
const fileBody = {
  required: true,
  content: { "application/octet-stream": {}, "multipart/form-data": { schema: refTo("DocumentForm") } },
};

function queryOf(schema: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, each]) => ({ name, in: "query", required: false, schema: each }));
}

/** Those that stand in one another refer to one another. What JSON Schema has no form for is taken as anything. */
function schemasOf(named: Schemas, io: "input" | "output"): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: "any",
    uri: (id) => `#/components/schemas/${id}`,
    override({ zodSchema, jsonSchema }) {
      // Fields may come with later versions.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // Words are taken in the place of the blocks that they are made before they are read.
      if (io !== "input" || !(zodSchema instanceof z.ZodPipe && zodSchema.in instanceof z.ZodTransform)) return;
      const blocks = { ...jsonSchema };
      for (const key of Object.keys(blocks)) delete jsonSchema[key];
      jsonSchema.anyOf = [{ type: "string" }, blocks];
    },
  });
  const ofWhole = new Set(["$schema", "$id"]);
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [
      id,
      Object.fromEntries(Object.entries(schema).filter(([field]) => !ofWhole.has(field))),
    ]),
  );
}
