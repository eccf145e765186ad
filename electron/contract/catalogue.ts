import * as z from "zod";
import { type DownloadStart, hubModelSchema, hubRepositorySchema, sha256Schema } from "./downloads.ts";
import { modelFitSchema, modelSchema } from "./models.ts";
import { taskSchema } from "./tasks.ts";
import { trialGradeSchema } from "./trials.ts";

/** A file of a model as the hub has it; of a model that is cut into several, one of them. */
export const catalogueFileSchema = z.strictObject({
  /** its path within the repository */
  name: z.string().regex(/^[^\\:]+\.gguf$/u),
  /** null where it is not known to the byte */
  bytes: z.number().int().positive().nullable(),
  /** by which a download is accepted; null where it is to be taken from the hub */
  sha256: sha256Schema.nullable(),
});

/** How often a model's summaries held nothing but what the text says, as somebody published it. */
export const faithfulnessSchema = z.strictObject({
  /** of its summaries, 0 to 1 */
  share: z.number().min(0).max(1),
  /** of the texts it summarized at all, 0 to 1; null where that was not published */
  answered: z.number().min(0).max(1).nullable(),
  /** what was measured with: figures of two measures are not compared */
  measure: z.string().min(1),
  /** the model's name there */
  listedAs: z.string().min(1),
  date: z.iso.date(),
  source: z.url({ protocol: /^https$/u }),
});
export type Faithfulness = z.infer<typeof faithfulnessSchema>;

export const licenceSchema = z.strictObject({
  /** as SPDX has it, else as it calls itself */
  name: z.string().min(1),
  /** it may be used for anything, also commercially */
  free: z.boolean(),
});

/** Names are given by whatever model there is: none is good for them alone. */
export const catalogueTaskSchema = taskSchema.exclude(["titles"]);

/** A model of the list that comes with the application. What was not known when it was written is null, and comes from the hub. */
export const catalogueEntrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+$/u),
  name: z.string().min(1),
  family: z.string().min(1),
  purpose: modelSchema.shape.purpose,
  /** what it is good for */
  tasks: z.array(catalogueTaskSchema).min(1),
  /** owner/name on the hub */
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/u),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/u)
    .nullable(),
  quantization: z.string().min(1),
  files: z.array(catalogueFileSchema).min(1),
  /** bytes of all files, where those of one are not known */
  aboutBytes: z.number().positive().nullable(),
  /** weights in all, and those that each token is computed with, as they were published */
  parameters: z.strictObject({ total: z.number().positive().nullable(), active: z.number().positive().nullable() }),
  /** tokens it was trained for */
  context: z.number().int().positive().nullable(),
  licence: licenceSchema,
  faithfulness: faithfulnessSchema.nullable(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

/** What gets a model of the list: of the commit that the list was made with, and no other file than it names. */
export function downloadOf({
  repo,
  commit,
  files: [file],
}: Pick<CatalogueEntry, "repo" | "commit" | "files">): Pick<DownloadStart, "repo" | "sha256"> &
  Partial<DownloadStart> & { readonly file: string } {
  const revision = commit === null ? {} : { revision: commit };
  return { repo, file: file?.name ?? "", sha256: file?.sha256 ?? null, ...revision };
}

/** `resources/models/catalogue.json` */
export const catalogueFileFormat = z
  .strictObject({ version: z.literal(1), entries: z.array(catalogueEntrySchema).min(1) })
  .refine(({ entries }) => new Set(entries.map(({ id }) => id)).size === entries.length, { path: ["entries"] })
  .refine(
    ({ entries }) =>
      entries.every(({ files, aboutBytes }) => aboutBytes !== null || files.every(({ bytes }) => bytes !== null)),
    { path: ["entries", "aboutBytes"] },
  );

/** Pages of the report by which speeds are told. */
export const reportPages = 30;

/** What a model that is not here would be on this computer: estimated, until it was measured. */
export const hereSchema = z.object({
  fit: modelFitSchema,
  /** bytes of a download */
  bytes: z.number(),
  /** tokens that it writes in a second on its own; null for one that does not write, or does not fit */
  tokensPerSecond: z.number().nullable(),
  /** seconds for the summary of a report of {@link reportPages} pages; null as above */
  reportSeconds: z.number().nullable(),
  /**
   * measured: by this model's own work here; scaled: by the bytes of weights that it reads for a token, from another model's work here;
   * assumed: by the bytes alone, as on a usual processor
   */
  basis: z.enum(["measured", "scaled", "assumed"]),
  /** how good its summaries were when it was last tried on this computer; null where it was not, or in another way than today */
  tried: trialGradeSchema.nullable(),
  /** the model that is here already; null where it is not */
  modelId: z.string().nullable(),
});
export type Here = z.infer<typeof hereSchema>;

/** A repository of the hub with what each of its models would be on this computer. */
export const describedRepositorySchema = hubRepositorySchema.extend({
  models: z.array(hubModelSchema.extend({ here: hereSchema })),
});
export type DescribedRepository = z.infer<typeof describedRepositorySchema>;

export const cataloguedModelSchema = catalogueEntrySchema.extend({ here: hereSchema });
export type CataloguedModel = z.infer<typeof cataloguedModelSchema>;

export const catalogueSchema = z.object({
  models: z.array(cataloguedModelSchema),
  /** the one to begin with on this computer; null where none of the list fits */
  proposal: z.string().nullable(),
});
export type Catalogue = z.infer<typeof catalogueSchema>;
