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
        /** paths of its files, in their order */
        files: z.array(z.string()).min(1).max(1000),
      }),
    )
    .max(1000),
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
 * OUTSIDE: its path leads out of the bundle; LINK: a link where a file ought to be, or one that leads elsewhere
 */
export const bundleFindingSchema = z.object({
  path: z.string(),
  what: z.enum(["MISSING", "SIZE", "CHANGED", "EXTRA", "OUTSIDE", "LINK", "UNREADABLE"]),
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
  hasApplication: z.boolean(),
  files: z.number().int(),
  bytes: z.number(),
  /** none where each file is as the manifest says, and no other is there */
  findings: z.array(bundleFindingSchema),
});
export type BundleReport = z.infer<typeof bundleReportSchema>;

/** Which models a bundle takes along; null: all that are installed and did not come with the application. */
export const bundleInputSchema = z.object({
  folder: z.string().trim().min(1).max(4096),
  modelIds: z.array(z.string()).max(1000).nullable().default(null),
  /** a folder with the packed application, or its installer; null: what was packed beside this one, where that is there */
  application: z.string().max(4096).nullable().default(null),
});
