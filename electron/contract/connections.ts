import * as z from "zod";
import { connectionFailures } from "./errors.ts";

/**
 * Who connects: the hub of models, an endpoint or a server of tools (mcp) that a person added, a program that a person lets in, the window,
 * whose pages may reach nothing but the application, or a client, which is a program that asks the server of this application.
 */
export const connectionPartySchema = z.object({
  kind: z.enum(["hub", "endpoint", "mcp", "program", "window", "client"]),
  /** the host of the hub, the name of the endpoint or the server, the program, what the client calls itself */
  name: z.string(),
});
export type ConnectionParty = z.infer<typeof connectionPartySchema>;

/** What a connection is for. */
export const connectionPurposeSchema = z.enum([
  "search",
  "describe",
  "download",
  "probe",
  "count",
  "generate",
  "embed",
  "rerank",
  "tools",
  "start",
  "load",
  "serve",
]);
export type ConnectionPurpose = z.infer<typeof connectionPurposeSchema>;

/**
 * Why an attempt came to nothing. Refused before anything was sent: LOCK (the offline lock), WINDOW (a page asked for it), FOREIGN.
 * Otherwise what went wrong.
 */
export const connectionReasonSchema = z.enum(["LOCK", "WINDOW", ...connectionFailures]);
export type ConnectionReason = z.infer<typeof connectionReasonSchema>;

/** One attempt to connect, or a foreign program that was started. */
export const connectionSchema = z.object({
  id: z.number().int(),
  /** milliseconds since 1970 */
  at: z.number(),
  party: connectionPartySchema,
  purpose: connectionPurposeSchema,
  /** GET, POST …; null for a program */
  method: z.string().nullable(),
  /** http, https, whatever a page asked for; null for a program */
  scheme: z.string().nullable(),
  host: z.string().nullable(),
  port: z.number().int().nullable(),
  /** without its query */
  path: z.string().nullable(),
  /** address and port that were connected to, those of a proxy where there is one; null where none was reached */
  peer: z.string().nullable(),
  /** running; done; cancelled by whoever asked; failed or refused, with the reason; unknown: the application ended before it did */
  end: z.enum(["running", "done", "cancelled", "failed", "refused", "unknown"]),
  reason: connectionReasonSchema.nullable(),
  /** of the answer */
  status: z.number().int().nullable(),
  /** on the wire, as far as is known */
  sentBytes: z.number(),
  receivedBytes: z.number(),
  /** null while it runs */
  durationMs: z.number().nullable(),
});
export type Connection = z.infer<typeof connectionSchema>;

/** What was exchanged with a host, or with a program (host null) of a name. */
export const connectionTotalSchema = z.object({
  host: z.string().nullable(),
  attempts: z.number().int(),
  refused: z.number().int(),
  sentBytes: z.number(),
  receivedBytes: z.number(),
  /** of the newest, milliseconds since 1970 */
  lastAt: z.number(),
});
export type ConnectionTotal = z.infer<typeof connectionTotalSchema>;

export const connectionFilterSchema = z.object({
  /** only those older than the one of this id */
  before: z.number().int().nullable().default(null),
  limit: z.number().int().min(1).max(500).default(100),
  /** only those to this host */
  host: z.string().nullable().default(null),
  /** only those that were refused */
  refused: z.boolean().default(false),
});
export type ConnectionFilter = z.infer<typeof connectionFilterSchema>;

/** Whether anything but this computer may be connected to. */
export const offlineLockSchema = z.object({
  isLocked: z.boolean(),
  /** whoever administers this computer keeps it so */
  isForced: z.boolean(),
});
export type OfflineLock = z.infer<typeof offlineLockSchema>;
