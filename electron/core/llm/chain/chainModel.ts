import { AppError } from "../../../contract/errors.ts";
import type { ChainMember, LanguageModel, Standing } from "../languageModel.ts";
import { usualLimits } from "./callLimit.ts";
import { type ChainDeps, openChain } from "./chainSession.ts";

/**
 * Models that stand in for one another as one. It bears the name and id of the first, under which what it comes to is kept; its results
 * say who wrote them. Those that share are asked at the same time, each call going to the one that would finish it first; the next stand
 * in where all before them fail, also in the middle of an answer, and until one of those is back. What only one model can be asked
 * (probabilities, of which its calibration holds) the first alone is asked.
 *
 * @param members at least one; all are asked in one way (`style`)
 */
export function chainModel(members: readonly ChainMember[], deps: ChainDeps): LanguageModel {
  const [head] = members;
  if (!head) throw new AppError("NO_MODEL");
  const models = members.map(({ model }) => model);
  const { model } = head;
  const preferred = models.flatMap(({ preferredChunkTokens }) => preferredChunkTokens ?? []);
  return {
    id: model.id,
    name: model.name,
    provenance: model.provenance,
    style: model.style,
    preferredChunkTokens: preferred.length > 0 ? Math.min(...preferred) : null,
    capabilities: {
      generate: true,
      decide: model.capabilities.decide,
      embed: false,
      rerank: false,
      entail: false,
      tools: models.every(({ capabilities }) => capabilities.tools),
    },
    ...(model.languages && { languages: model.languages }),
    members,
    open: (use, options) => openChain(levelsOf(members), use, options, { limits: usualLimits, ...deps }),
    standing: () => standingOf(models),
  };
}

/** Those that share with one another, the first asked first. */
export function levelsOf<T extends { readonly shares: boolean }>(members: readonly T[]): T[][] {
  const levels: T[][] = [];
  for (const member of members) {
    const last = levels.at(-1);
    if (member.shares && last) last.push(member);
    else levels.push([member]);
  }
  return levels;
}

/** Tokens of the smallest context, where any is known. */
function smallestContext(models: readonly LanguageModel[]): number {
  const known = models.flatMap((model) => {
    const { contextTokens, contextRange } = model.standing();
    const tokens = contextTokens ?? contextRange.most;
    return tokens > 0 ? [tokens] : [];
  });
  return Math.min(...known);
}

function standingOf(models: readonly LanguageModel[]): Standing {
  const standings = models.map((model) => model.standing());
  const first = standings[0];
  if (!first) throw new AppError("NO_MODEL");
  const most = smallestContext(models);
  return {
    ...first,
    contextTokens: first.contextTokens === null ? null : Math.min(first.contextTokens, most),
    contextRange: { least: Math.min(first.contextRange.least, most), most: Math.min(first.contextRange.most, most) },
    // What is measured of several holds for none of them alone.
    device: [...new Set(standings.map(({ device }) => device))].join(" + ") + ` (${String(models.length)})`,
  };
}
