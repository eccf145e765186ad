import { leastWords, supportOf } from "../evidence/support.ts";
import { overlap } from "../evidence/overlap.ts";
import { onlyWordsDiffer } from "../evidence/verify.ts";
import { textAround, withWitness } from "../evidence/witness.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { DraftClaim } from "./draft.ts";
import type { RunInput } from "./runSteps.ts";

/** The statements with what vectors and a model say of those that code can only call weak. */
export async function hearWitnesses(input: RunInput, drafts: readonly DraftClaim[]): Promise<DraftClaim[]> {
  const heard: DraftClaim[] = [];
  for (const draft of drafts) heard.push(await hear(input, draft));
  return heard;
}

async function hear(input: RunInput, point: DraftClaim): Promise<DraftClaim> {
  const first = supportOf(point, input);
  if (first.support !== "weak") return point;
  const nearness = onlyWordsDiffer(first.findings) ? await input.meaning?.nearness(point.text, point.cites) : null;
  const draft = nearness ? { ...point, nearness } : point;
  const verdict = supportOf(draft, input);
  if (verdict.support === "verified" || !isBorderline(input, draft)) return draft;
  const text = textAround(draft.cites, input.source.sentences);
  const [answer] = await withWitness([{ claim: draft.text, text, verdict }], input.findWitness);
  const isFound = answer?.verdict.findings.some(({ code }) => code === "FOUND_BY_MODEL") === true;
  return isFound ? { ...draft, confirmed: true } : draft;
}

/** A witness is shown more than the quotes: what shares next to nothing with these is not theirs, wherever else it may stand. */
function isBorderline({ language, written }: RunInput, { text, cites, nearness }: DraftClaim): boolean {
  if (nearness !== undefined && nearness.level !== "far") return true;
  if (!sameLanguage(language, written)) return nearness === undefined;
  const quotes = cites.map((cite) => cite.text);
  return overlap(text, quotes, language) >= leastWords;
}
