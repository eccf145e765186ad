import * as z from "zod";
import { problemSchema } from "./errors.ts";
import { taskSchema, tasks } from "./tasks.ts";

/** Where text goes that is given to an endpoint: it stays on this computer, in the network around it, or goes out into the world. */
export const reachSchema = z.enum(["loopback", "local", "internet"]);
export type Reach = z.infer<typeof reachSchema>;

/** By which an endpoint is known at a glance wherever its models are chosen or at work. */
export const endpointColourSchema = z.enum(["amber", "rose", "violet", "blue", "teal", "olive"]);
export type EndpointColour = z.infer<typeof endpointColourSchema>;
export const endpointColours = endpointColourSchema.options;

/** Programs that speak the protocol and more than it. other: one of which only the protocol is known */
export const endpointKindSchema = z.enum(["llamaServer", "vllm", "ollama", "lmStudio", "mistral", "other"]);
export type EndpointKind = z.infer<typeof endpointKindSchema>;

/** What was found out about a model of an endpoint. */
export const foundModelSchema = z.object({
  purpose: z.enum(["chat", "embedding", "reranking"]),
  /** tokens of its context; null where the server does not say */
  contextTokens: z.number().int().positive().nullable(),
  /** requests at a time; null where the server does not say */
  parallel: z.number().int().positive().nullable(),
  /** tokens are counted by the server, else estimated, rather too many */
  counts: z.boolean(),
  /** what holds it to a form: a grammar, a JSON schema, or nothing, so that its answers are checked and asked for again */
  form: z.enum(["grammar", "schema", "none"]),
  /** tells how likely its next words are */
  logprobs: z.boolean(),
  /** goes on with an answer that was begun */
  continues: z.boolean(),
  /** thinks before it answers; null where that did not show yet */
  thinks: z.boolean().nullable(),
  /** calls tools that it is offered; null where that did not show yet, so that it is offered them */
  tools: z.boolean().nullable().default(null),
  /** tokens that the estimate counts are multiplied by this */
  tokenFactor: z.number().positive(),
  /** fields of requests that the server refuses, and that are left out */
  refuses: z.array(z.string()),
  /** numbers of a vector; null where it gives none */
  dimensions: z.number().int().positive().nullable(),
  /** the build of the server that was found to be so, where it tells it with its answers */
  build: z.string().nullable(),
  /** ms since 1970 */
  at: z.number(),
});
export type FoundModel = z.infer<typeof foundModelSchema>;

export const endpointModelSchema = z.object({
  /** as everything that chooses a model takes it, see {@link endpointModelId} */
  id: z.string(),
  /** as the server names it */
  name: z.string(),
  /** it was on the server's list when that was last asked for */
  isListed: z.boolean(),
  /** null: it was not tried yet */
  found: foundModelSchema.nullable(),
  /** what a person says of it, which counts before what was found; null: nothing */
  contextTokens: z.number().int().nullable(),
  parallel: z.number().int().nullable(),
});
export type EndpointModel = z.infer<typeof endpointModelSchema>;

export const endpointNameSchema = z.string().trim().min(1).max(80);
/** in bytes of a header that can be sent: no line breaks, nothing beyond ASCII */
export const endpointKeySchema = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .regex(/^[\x21-\x7e]+$/u);
const contextTokensSchema = z.number().int().min(512).max(10_000_000);
const parallelSchema = z.number().int().min(1).max(64);

export const endpointSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** of its API, as "https://host/v1" */
  url: z.string(),
  reach: reachSchema,
  colour: endpointColourSchema,
  tasks: z.array(taskSchema),
  enabled: z.boolean(),
  /** a key is kept for it; the key itself is never told */
  hasKey: z.boolean(),
  /** seconds until an answer must begin, and that may pass between two pieces of it */
  waitSeconds: z.number().int(),
  kind: endpointKindSchema.nullable(),
  /** of the server, as it names it; null where it does not */
  version: z.string().nullable(),
  /** ms since 1970; null: never */
  testedAt: z.number().nullable(),
  /** what was wrong when it was last tested */
  problem: problemSchema.nullable(),
  /** the names of models that are offered; null: all that the server lists */
  offered: z.array(z.string()).nullable(),
  /** those that are offered */
  models: z.array(endpointModelSchema),
  addedAt: z.number(),
  /** what a person says of all its models, where nothing is said of one alone; it counts before what was found. null: nothing */
  contextTokens: z.number().int().nullable(),
  parallel: z.number().int().nullable(),
  /** SHA-256 of a certificate that it is trusted by although nobody vouches for it; null: none */
  certificate: z.string().nullable(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** The SHA-256 of a certificate as programs write it: "sha256 Fingerprint=AB:CD:…", or the digits alone. */
const certificateSchema = z
  .string()
  .max(200)
  .transform((written) => written.replace(/^.*=/u, "").replaceAll(/[\s:]/gu, "").toUpperCase())
  .refine((digits) => /^[0-9A-F]{64}$/u.test(digits))
  .transform((digits) => digits.match(/../gu)?.join(":") ?? "");

export const newEndpointSchema = z.object({
  name: endpointNameSchema,
  url: z.string().trim().min(1).max(2000),
  key: endpointKeySchema.nullable().default(null),
  /** the one that is used least where it is left out */
  colour: endpointColourSchema.optional(),
  tasks: z.array(taskSchema).default([...tasks]),
  offered: z.array(z.string().min(1).max(500)).max(1000).nullable().default(null),
  waitSeconds: z.number().int().min(5).max(3600).default(120),
  contextTokens: contextTokensSchema.nullable().default(null),
  parallel: parallelSchema.nullable().default(null),
  certificate: certificateSchema.nullable().default(null),
});
export type NewEndpoint = z.infer<typeof newEndpointSchema>;

export const endpointPatchSchema = z.object({
  id: z.string(),
  name: endpointNameSchema.optional(),
  /** null takes it away */
  key: endpointKeySchema.nullable().optional(),
  colour: endpointColourSchema.optional(),
  tasks: z.array(taskSchema).optional(),
  offered: newEndpointSchema.shape.offered.unwrap().optional(),
  enabled: z.boolean().optional(),
  waitSeconds: newEndpointSchema.shape.waitSeconds.unwrap().optional(),
  contextTokens: contextTokensSchema.nullable().optional(),
  parallel: parallelSchema.nullable().optional(),
  certificate: certificateSchema.nullable().optional(),
});
export type EndpointPatch = z.infer<typeof endpointPatchSchema>;

export const endpointModelPatchSchema = z.object({
  id: z.string(),
  contextTokens: contextTokensSchema.nullable().optional(),
  parallel: parallelSchema.nullable().optional(),
});
export type EndpointModelPatch = z.infer<typeof endpointModelPatchSchema>;

/**
 * keychain: the system's own guards keys; file: a file that the account's owner alone can read, of a program without a keychain;
 * noKeychain: such a file, since the system has none
 */
export const keyStoreSchema = z.enum(["keychain", "file", "noKeychain"]);
export type KeyStore = z.infer<typeof keyStoreSchema>;

/** What stands at an address, before it is added. */
export const lookedAtSchema = z.object({
  url: z.string(),
  reach: reachSchema,
  kind: endpointKindSchema,
  version: z.string().nullable(),
  models: z.array(z.string()),
});
export type LookedAt = z.infer<typeof lookedAtSchema>;

const prefix = "endpoint:";

/** Names a model of an endpoint among all models. */
export function endpointModelId(endpointId: string, model: string): string {
  return `${prefix}${endpointId}/${model}`;
}

/** The parts of an id of {@link endpointModelId}; null for the id of another model. */
export function readEndpointModelId(id: string): { readonly endpointId: string; readonly model: string } | null {
  if (!id.startsWith(prefix)) return null;
  const slash = id.indexOf("/");
  if (slash <= prefix.length || slash === id.length - 1) return null;
  return { endpointId: id.slice(prefix.length, slash), model: id.slice(slash + 1) };
}

/**
 * Where an address leads, by what it says of itself. A name that is public counts as the world, whatever it stands for, since that may
 * change at any time.
 */
export function reachOf(address: string | URL): Reach {
  const host = new URL(address).hostname
    .toLowerCase()
    .replace(/^\[|\]$/gu, "")
    .replace(/\.$/u, "");
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback";
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/u.exec(host) ?? mapped(host);
  if (v4) {
    const [first = 0, second = 0] = v4.slice(1).map(Number);
    if (first === 127) return "loopback";
    const isLocal =
      first === 10 ||
      (first === 192 && second === 168) ||
      (first === 172 && second >= 16 && second < 32) ||
      (first === 169 && second === 254) ||
      (first === 100 && second >= 64 && second < 128);
    return isLocal ? "local" : "internet";
  }
  if (host.includes(":")) {
    if (host === "::1") return "loopback";
    return /^f[cd]|^fe[89ab]/u.test(host) ? "local" : "internet";
  }
  return !host.includes(".") || /\.(?:local|lan|home|internal|home\.arpa)$/u.test(host) ? "local" : "internet";
}

/** An IPv4 address within IPv6, as URLs write it. */
function mapped(host: string): string[] | null {
  const hex = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/u.exec(host);
  if (!hex) return null;
  const high = parseInt(hex[1] ?? "0", 16);
  return ["", String(high >> 8), String(high & 255)];
}

/** A bound of a model and where it comes from: a person said it, the server, or nobody, so that what is careful enough is assumed. */
export interface Limit {
  readonly value: number;
  readonly basis: "said" | "found" | "assumed";
}

/** Tokens of context of a model of an endpoint, and requests at a time. */
export function limitsOf(
  endpoint: Pick<Endpoint, "kind" | "contextTokens" | "parallel">,
  model: Pick<EndpointModel, "found" | "contextTokens" | "parallel">,
): { readonly context: Limit; readonly parallel: Limit } {
  const limit = (field: "contextTokens" | "parallel", assumed: number): Limit => {
    const said = model[field] ?? endpoint[field];
    if (said !== null) return { value: said, basis: "said" };
    const found = model.found?.[field] ?? null;
    return found === null ? { value: assumed, basis: "assumed" } : { value: found, basis: "found" };
  };
  return { context: limit("contextTokens", carefulContext), parallel: limit("parallel", usualParallel(endpoint.kind)) };
}

/** Tokens, where a server does not say, that are careful enough for any. */
const carefulContext = 4096;

/** Requests that a server of a kind is given at a time where neither it nor a person says how many. */
function usualParallel(kind: EndpointKind | null): number {
  switch (kind) {
    case "vllm":
      return 8;
    case "mistral":
      return 4;
    case "other":
      return 2;
    default:
      return 1;
  }
}
