import * as z from "zod";

/** Who connects: the hub of models, an endpoint that a person added, or a program that a person lets in. */
export const connectionPartySchema = z.object({
  kind: z.enum(["hub", "endpoint", "program"]),
  /** the host of the hub, the name of the endpoint, the program */
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
  "start",
]);
export type ConnectionPurpose = z.infer<typeof connectionPurposeSchema>;
