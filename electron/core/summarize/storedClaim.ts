import * as z from "zod";
import type { Claim } from "../evidence/claim.ts";
import { nearnessSchema } from "../evidence/nearness.ts";

/** A claim as check-points hold it, without its sentences. The names are those of the first check-points, which stay readable. */
export const storedClaimSchema = z.object({
  text: z.string(),
  cut: z.boolean(),
  quoted: z.boolean(),
  confirmed: z.boolean(),
  meaning: nearnessSchema.optional(),
});
export type StoredClaim = z.infer<typeof storedClaimSchema>;

export function storeClaim({ text, isCut, origin, confirmed, nearness }: Claim): StoredClaim {
  return { text, cut: isCut, quoted: origin === "quoted", confirmed, ...(nearness && { meaning: nearness }) };
}

export function openClaim({ text, cut, quoted, confirmed, meaning }: StoredClaim): Omit<Claim, "cites"> {
  return { text, isCut: cut, origin: quoted ? "quoted" : "model", confirmed, ...(meaning && { nearness: meaning }) };
}
