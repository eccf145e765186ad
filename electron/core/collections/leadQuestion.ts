import templates from "../../../resources/prompts/collection.json" with { type: "json" };
import { askAbout } from "../llm/documentPrompt.ts";
import { fillLines } from "../llm/promptTemplate.ts";
import {
  type DraftClaim,
  inOrder,
  type PointBounds,
  type PointPrompt,
  type RunInput,
  rulesOf,
} from "../summarize/summarize.ts";
import { oneLine } from "../text/oneLine.ts";
import type { CollectionText } from "./collectionText.ts";

/** Characters of a name in a prompt at most. */
const longestName = 120;

/** Asks for the beginning of the summary of a collection, from the points that were chosen, each under the name of its document. */
export function collectionLeadQuestion(
  context: RunInput,
  set: CollectionText,
  points: readonly DraftClaim[],
  bounds: PointBounds,
): PointPrompt {
  const byDocument = Map.groupBy(points, ({ cites: [first] }) => (first ? set.documentOf(first).title : ""));
  const lines = [...byDocument].map(([name, own]) =>
    [`## ${oneLine(name).slice(0, longestName)}`, ...own.map(({ text }) => `- ${oneLine(text)}`)].join("\n"),
  );
  const focus = context.options.focus.trim();
  const asked = focus === "" ? templates.lead.ask : templates.lead.question;
  const question = fillLines(asked, {
    ...rulesOf(context),
    title: oneLine(context.source.title).slice(0, longestName),
    focus,
    sentences: bounds.most === 1 ? templates.sentences.one : templates.sentences.few,
  });
  const cited = inOrder([...new Set(points.flatMap(({ cites }) => cites))]);
  return { turns: askAbout(lines.join("\n\n"), question), cited, bounds };
}
