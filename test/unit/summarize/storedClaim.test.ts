import { expect, it } from "vitest";
import { openClaim, storeClaim, storedClaimSchema } from "../../../electron/core/summarize/storedClaim.ts";

it("opens the points of check-points that were written under their first names, and writes them so again", () => {
  const nearness = { level: "near", farther: 40, of: 48 } as const;
  const stored = { text: "The mill was sold.", cut: false, quoted: true, confirmed: true, meaning: nearness };
  const claim = openClaim(storedClaimSchema.parse(stored));
  expect(claim).toEqual({ text: stored.text, isCut: false, origin: "quoted", confirmed: true, nearness });
  expect(storeClaim({ ...claim, cites: [] })).toEqual(stored);
  const written = { text: "Half a li", cut: true, quoted: false, confirmed: false };
  expect(openClaim(storedClaimSchema.parse(written))).toMatchObject({ isCut: true, origin: "model" });
});
