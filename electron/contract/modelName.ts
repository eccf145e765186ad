import * as z from "zod";

/** A model as what it wrote names it. */
export const modelNameSchema = z.object({
  name: z.string(),
  /** the model's id: of a file its SHA-256, with the adapters that lay over it */
  sha256: z.string(),
  /** empty where that is not known, as of one at an endpoint */
  quantization: z.string(),
  /** what the endpoint was called that it was asked at; absent: this computer */
  endpoint: z.string().optional(),
  /** the program of others that ran it on this computer, with its version; absent: the application, or an endpoint */
  runBy: z.string().optional(),
});
export type ModelName = z.infer<typeof modelNameSchema>;
