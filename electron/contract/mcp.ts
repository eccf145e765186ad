import * as z from "zod";
import { endpointKeySchema, reachSchema } from "./endpoints.ts";
import { problemSchema } from "./errors.ts";

/** A tool of a server, as the server describes it. What it says of itself is shown and not trusted. */
export const mcpToolSchema = z.object({
  /** as the server names it */
  name: z.string(),
  /** for people; null where it gives none */
  title: z.string().nullable(),
  description: z.string(),
  /** JSON schema of its arguments, an object */
  parameters: z.record(z.string(), z.unknown()),
  /** it says that it changes nothing */
  readOnly: z.boolean(),
});
export type McpTool = z.infer<typeof mcpToolSchema>;

/** Tools of a server that are offered as long as nobody has chosen: each costs a model a hundred tokens or more of every question. */
export const mostToolsByDefault = 24;

/** A tool as it is listed, with whether models are offered it. */
export const listedToolSchema = mcpToolSchema.extend({
  isOffered: z.boolean(),
  /** the server added it after its tools were first listed, and nobody has decided about it since */
  isNew: z.boolean(),
  /** that its description takes of a model's context, estimated from its length */
  tokens: z.number().int().nonnegative(),
});
export type ListedTool = z.infer<typeof listedToolSchema>;

const variableSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_]\w*$/u);

/** Where a server is: a program that is started here and spoken with over its input and output, or an address. */
export const mcpPlaceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("program"),
    /** its path, or a name that the system finds */
    command: z.string(),
    args: z.array(z.string()),
    /** names of variables of its environment, whose values are kept with the secrets and never told */
    variables: z.array(z.string()),
  }),
  z.object({ kind: z.literal("address"), url: z.string(), reach: reachSchema }),
]);
export type McpPlace = z.infer<typeof mcpPlaceSchema>;

const noNul = /^[^\0]*$/u;
export const newMcpPlaceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("program"),
    command: z.string().trim().min(1).max(4096).regex(noNul),
    args: z.array(z.string().max(8192).regex(noNul)).max(200).default([]),
    /** values of variables of its environment */
    env: z.record(variableSchema, z.string().max(32_768).regex(noNul)).default({}),
  }),
  z.object({ kind: z.literal("address"), url: z.string().trim().min(1).max(2000) }),
]);

export const mcpServerNameSchema = z.string().trim().min(1).max(60);

/** A server of tools by the Model Context Protocol that a person added. */
export const mcpServerSchema = z.object({
  id: z.string(),
  name: z.string(),
  place: mcpPlaceSchema,
  enabled: z.boolean(),
  /** a token is kept for its address; the token itself is never told */
  hasToken: z.boolean(),
  /** of a program: the person agreed to its command as it stands; always true for an address */
  isConfirmed: z.boolean(),
  /** running: it is connected to now */
  status: z.enum(["off", "starting", "running"]),
  /** as it names itself when it was last connected to, with its version; null: never, or it does not say */
  calls: z.string().nullable(),
  /** revision of the protocol that was spoken last; null: never connected to */
  protocol: z.string().nullable(),
  /** those of the last time; null: never connected to */
  tools: z.array(listedToolSchema).nullable(),
  /** ms since 1970; null: never */
  testedAt: z.number().nullable(),
  /** what went wrong when it was last connected to */
  problem: problemSchema.nullable(),
  addedAt: z.number(),
});
export type McpServer = z.infer<typeof mcpServerSchema>;

export const newMcpServerSchema = z.object({
  name: mcpServerNameSchema,
  place: newMcpPlaceSchema,
  /** sent to an address as `Authorization: Bearer …` */
  token: endpointKeySchema.nullable().default(null),
});
export type NewMcpServer = z.infer<typeof newMcpServerSchema>;

export const mcpServerPatchSchema = z.object({
  id: z.string(),
  name: mcpServerNameSchema.optional(),
  /** another command has to be confirmed anew; variables that `env` does not name are forgotten, with null kept as they are */
  place: z
    .discriminatedUnion("kind", [
      newMcpPlaceSchema.options[0].extend({ env: newMcpPlaceSchema.options[0].shape.env.unwrap().nullable() }),
      newMcpPlaceSchema.options[1],
    ])
    .optional(),
  /** null takes it away */
  token: endpointKeySchema.nullable().optional(),
  enabled: z.boolean().optional(),
  /** which of its tools are offered; those that are not named, and names that it does not list, stay as they are */
  offer: z
    .array(z.object({ name: z.string(), isOffered: z.boolean() }))
    .max(10_000)
    .optional(),
});
export type McpServerPatch = z.infer<typeof mcpServerPatchSchema>;

/** What a person agrees to before a program is started: the command as it was shown. */
export const mcpConfirmationSchema = z.object({
  id: z.string(),
  command: z.string(),
  args: z.array(z.string()),
  variables: z.array(z.string()),
});
export type McpConfirmation = z.infer<typeof mcpConfirmationSchema>;

/** A command as a person would type it; a word with quotes or signs that are not seen as JSON has it. */
export function commandLine({ command, args }: { readonly command: string; readonly args: readonly string[] }): string {
  return [command, ...args]
    .map((word) => {
      if (/^[\w@%+=:,./\\-]+$/u.test(word)) return word;
      return /["\p{C}\u2028\u2029]/u.test(word) ? JSON.stringify(word) : `"${word}"`;
    })
    .join(" ");
}
