import * as z from "zod";
import { problemSchema } from "./errors.ts";

/** A repository of the hub, as `owner/name`. */
export const hubRepoSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*\/[A-Za-z0-9_][A-Za-z0-9._-]*$/u)
  .refine((repo) => !repo.includes(".."));
/** A commit, a branch or a tag. */
export const hubRevisionSchema = z.string().min(1).max(200);
/** The path of a file in its repository, without what would not be seen of it or would steer a terminal. */
export const hubPathSchema = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]+$/u)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."));
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u);

export const hubFileSchema = z.object({
  path: hubPathSchema,
  bytes: z.number().int(),
  /** null where the hub tells none */
  sha256: sha256Schema.nullable(),
});
export type HubFile = z.infer<typeof hubFileSchema>;

/** One model or adapter that can be fetched: a GGUF file, or all files of one that is cut into several. */
export const hubModelSchema = z.object({
  /** the path of its first file, which names it in `downloads.start` */
  file: hubPathSchema,
  /** as its name has it: an adapter changes a model and is none by itself */
  kind: z.enum(["model", "adapter"]),
  /** such as "Q4_K_M", as its name has it; null where it says none */
  quantization: z.string().nullable(),
  /** of all files */
  bytes: z.number().int(),
  files: z.array(hubFileSchema),
});
export type HubModel = z.infer<typeof hubModelSchema>;

/** What the hub tells of a repository. What it does not tell is null. */
export const hubRepositorySchema = z.object({
  repo: hubRepoSchema,
  /** 40 hexadecimal digits: what is fetched is fetched of this commit */
  commit: z.string(),
  /** an identifier as the hub has it, such as "apache-2.0" */
  licence: z.string().nullable(),
  /** its files are given only to those who accepted its terms; null where it is not told */
  isGated: z.boolean().nullable(),
  /** the page of the repository, where its terms are accepted */
  page: z.string(),
  downloads: z.number().nullable(),
  /** milliseconds since 1970 */
  updatedAt: z.number().nullable(),
  /** the smallest first, adapters last */
  models: z.array(hubModelSchema),
});
export type HubRepository = z.infer<typeof hubRepositorySchema>;

export const hubHitSchema = hubRepositorySchema.omit({ commit: true, models: true });
export type HubHit = z.infer<typeof hubHitSchema>;

/** A program in whose folder models were found. */
export const foundBySchema = z.enum(["ollama", "lmStudio", "hubCache", "llamaCpp"]);
export type FoundBy = z.infer<typeof foundBySchema>;

/** A model that lies in the folder of another program, and is not in the list of models. */
export const modelElsewhereSchema = z.object({
  /** names it in `downloads.addFound` */
  id: z.string(),
  program: foundBySchema,
  /** as that program calls it */
  name: z.string(),
  /** the repository of the hub that it came from; null where it does not say */
  repo: z.string().nullable(),
  bytes: z.number(),
});
export type ModelElsewhere = z.infer<typeof modelElsewhereSchema>;

export const downloadSchema = z.object({
  id: z.string(),
  repo: hubRepoSchema,
  commit: z.string(),
  /** the path of its first file */
  file: hubPathSchema,
  quantization: z.string().nullable(),
  files: z.array(hubFileSchema.extend({ received: z.number() })),
  /** of all files, and how many of them are there */
  bytes: z.number(),
  received: z.number(),
  /** of the last seconds; null while it does not run or nothing has come yet */
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** for how long nothing has come of what was asked for, once that is long; there is no speed then. null: it comes, or does not run */
  silentSeconds: z.number().nullable(),
  /**
   * checking: all bytes are there, or those that are there are being hashed before it goes on; running also while it waits to try again,
   * with the problem that made it wait
   */
  state: z.enum(["waiting", "running", "paused", "checking", "failed", "done"]),
  problem: problemSchema.nullable(),
  /** size: the hub told no hash of one of its files, so that its size alone was compared */
  checkedBy: z.enum(["sha256", "size"]),
  /** where the model was there already and is used where it lies; else null */
  foundBy: foundBySchema.nullable(),
  /** of the model in the list, once it is done */
  modelId: z.string().nullable(),
  addedAt: z.number(),
});
export type Download = z.infer<typeof downloadSchema>;

export const downloadStartSchema = z.object({
  repo: hubRepoSchema,
  revision: hubRevisionSchema.default("main"),
  /** the path of a file, its name, or a quantization such as "Q4_K_M"; null: the only model, or Q4_K_M */
  file: z.string().min(1).max(500).nullable().default(null),
  /** the hash that the caller knows its first file by; another one on the hub is refused */
  sha256: sha256Schema.nullable().default(null),
});
export type DownloadStart = z.infer<typeof downloadStartSchema>;
