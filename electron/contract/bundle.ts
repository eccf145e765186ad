import * as z from "zod";
import { sha256Schema } from "./downloads.ts";

/** The version of the manifest that this version writes and reads. */
export const bundleVersion = 1;

/** What stands in `manifest.json` of a bundle: every file of it, and which of them are models. Paths have "/" between folders. */
export const bundleManifestSchema = z.strictObject({
  format: z.literal("tramontane-bundle"),
  version: z.number().int().positive(),
  /** version of the application that made it */
  madeBy: z.string().max(100),
  models: z
    .array(
      z.strictObject({
        /** SHA-256 of its files, one after the other */
        id: sha256Schema,
        name: z.string().max(1000),
        bytes: z.number().int().nonnegative(),
        licence: z.string().max(1000).nullable(),
        /** its files, in their order */
        files: z
          .array(
            z.strictObject({
              name: z.string().min(1).max(255),
              /** paths: one, or several that are the file one after the other where it is larger than sticks can hold */
              pieces: z.array(z.string()).min(1).max(1000),
            }),
          )
          .min(1)
          .max(1000),
      }),
    )
    .max(1000),
  adapters: z
    .array(
      z.strictObject({
        /** SHA-256 of its file */
        id: sha256Schema,
        name: z.string().max(1000),
        bytes: z.number().int().nonnegative(),
        /** path of its file */
        file: z.string(),
        /** ids of the models that it was found to fit where the bundle was made */
        bases: z.array(sha256Schema).max(1000),
      }),
    )
    .max(1000)
    .default([]),
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(1000),
        bytes: z.number().int().nonnegative(),
        sha256: sha256Schema,
      }),
    )
    .max(100_000),
  /** symbolic links of the application, as those of macOS have them */
  links: z
    .array(z.strictObject({ path: z.string().min(1).max(1000), target: z.string().min(1).max(1000) }))
    .max(10_000),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/**
 * What is wrong with a file of a bundle. CHANGED: of the right size, with other bytes; EXTRA: there, and not in the manifest;
 * OUTSIDE: its path leads out of the bundle; LINK: a link where a file ought to be, or one that leads elsewhere; SAME_NAME: another one
 * differs from it by case or Unicode form alone; OTHER_MODEL: its bytes are those of another model than the manifest says
 */
export const bundleFindingSchema = z.object({
  path: z.string(),
  what: z.enum(["MISSING", "SIZE", "CHANGED", "EXTRA", "OUTSIDE", "LINK", "UNREADABLE", "SAME_NAME", "OTHER_MODEL"]),
});
export type BundleFinding = z.infer<typeof bundleFindingSchema>;

export const bundleReportSchema = z.object({
  madeBy: z.string(),
  models: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      bytes: z.number(),
      licence: z.string().nullable(),
      /** is installed here already */
      isHere: z.boolean(),
    }),
  ),
  adapters: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      bytes: z.number(),
      isHere: z.boolean(),
      /** a model that it fits is in the bundle or installed here; without one it is of no use */
      hasBase: z.boolean(),
    }),
  ),
  hasApplication: z.boolean(),
  files: z.number().int(),
  bytes: z.number(),
  /** the first of them; none where each file is as the manifest says, and no other is there */
  findings: z.array(bundleFindingSchema),
  /** how many there are */
  wrong: z.number().int(),
});
export type BundleReport = z.infer<typeof bundleReportSchema>;

const folderSchema = z.string().trim().min(1).max(4096);
const modelIdsSchema = z.array(z.string()).max(1000).nullable().default(null);

export const bundleFolderSchema = z.object({ folder: folderSchema });

/**
 * What a bundle takes along. An adapter that fits none of the models brings one along that it fits, if there is one.
 */
export const bundleInputSchema = z.object({
  folder: folderSchema,
  /** null: all that are installed and did not come with the application */
  modelIds: modelIdsSchema,
  /** null: all that fit one of the models */
  adapterIds: modelIdsSchema,
  /** a folder with the packed application, or its installer; null: what was packed beside this one, where that is there */
  application: z.string().max(4096).nullable().default(null),
});

export const bundleImportSchema = z.object({
  folder: folderSchema,
  /** ids of models and adapters; null: all that are not here yet */
  ids: modelIdsSchema,
});

export const bundleRoomInputSchema = bundleInputSchema.pick({ folder: true, application: true });

/** What a folder is before a bundle is written to it. */
export const bundleRoomSchema = z.object({
  /** FREE: empty, or not there yet; BUNDLE: a bundle or one that was not finished, with which it goes on */
  state: z.enum(["FREE", "BUNDLE", "OCCUPIED", "READ_ONLY"]),
  /** that can be written there, those that a bundle there holds already among them */
  freeBytes: z.number(),
  /** of the application that was named or is packed beside this one, with licences and catalogue; of these alone where there is none */
  otherBytes: z.number(),
  /** its name; null where nothing was found */
  application: z.string().nullable(),
});
export type BundleRoom = z.infer<typeof bundleRoomSchema>;
