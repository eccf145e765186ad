import * as z from "zod";
import { problemSchema } from "./errors.ts";
import { apiSettingsSchema } from "./settings.ts";

/** A program that asked since the door was opened. */
export const servedClientSchema = z.object({
  /** what it calls itself (User-Agent); "" where it does not say */
  name: z.string(),
  requests: z.number().int(),
  /** of the newest, milliseconds since 1970 */
  lastAt: z.number(),
});
export type ServedClient = z.infer<typeof servedClientSchema>;

/** The door for other programs of this computer. */
export const servingSchema = z.object({
  status: z.enum(["off", "on", "failed"]),
  /** "http://127.0.0.1:PORT"; null where it is not open */
  address: z.string().nullable(),
  /** why it could not be opened; null where nothing is wrong */
  problem: problemSchema.nullable(),
  ...apiSettingsSchema.shape,
  /** the last that asked, newest first */
  clients: z.array(servedClientSchema),
});
export type Serving = z.infer<typeof servingSchema>;

export const servingPatchSchema = z
  .object({
    on: z.boolean(),
    port: apiSettingsSchema.shape.port.unwrap(),
    ollama: z.boolean(),
  })
  .partial();
export type ServingPatch = z.infer<typeof servingPatchSchema>;
