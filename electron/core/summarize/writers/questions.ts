import templates from "../../../../resources/prompts/writing.json" with { type: "json" };
import type { Topic } from "../../extract/topics.ts";
import { askAbout, documentMaterial } from "../../llm/documentPrompt.ts";
import type { ChatTurn } from "../../llm/languageModel.ts";
import { languageName, languageRule } from "../../llm/languageRule.ts";
import { fillLines, fillTemplate } from "../../llm/promptTemplate.ts";
import { oneLine } from "../../text/oneLine.ts";
import { countWords } from "../../text/words.ts";
import type { PointBounds } from "../bounds.ts";
import type { Chunk } from "../chunks.ts";
import type { CountedSentence } from "../countedSentence.ts";
import type { PointPrompt, PromptContext } from "./prompts.ts";

/**
 * Words of a part for each point that it is asked for. Of a model that is asked for many it gets short: fragments without a subject stand
 * for sentences.
 */
const wordsPerPoint = { sentence: 280, short: 200, standard: 140, detailed: 90 } as const;
/** Points that a part is asked for at least and at most, and words of it for each at least. */
const [leastPoints, mostPoints] = [4, 12];
const leastWordsPerPoint = 40;
/** With more parts than this each is asked for the least: the summary has no room for more, and to write takes longer than to read. */
const manyParts = 12;
/** A small model writes more points than it is asked for, and what it says of the end of a text comes last. */
const mostOfAsked = 2.5;

/**
 * Asks what a part of a document says, in the model's own words.
 * @param parts of the whole document
 */
export function pointsQuestion(context: PromptContext, chunk: Chunk, parts: number, bounds: PointBounds): PointPrompt {
  const { options } = context;
  const words = countWords(chunk.pieces.map(({ text }) => text).join(" "));
  const held = parts > manyParts && options.length !== "detailed" ? 0 : words / wordsPerPoint[options.length];
  const wanted = Math.min(Math.max(leastPoints, held), words / leastWordsPerPoint);
  const count = Math.max(1, Math.min(mostPoints, Math.round(wanted)));
  const focus = options.focus.trim();
  const values = { ...rulesOf(context), focus, count: String(count), words: String(bounds.words) };
  const question = focus === "" ? templates.points : templates.focus;
  const material = documentMaterial(context.source, chunk.pieces);
  return {
    turns: askAbout(material, fillLines(question.ask, values)),
    again: askAbout(material, fillLines(question.again, values)),
    cited: chunk.pieces,
    bounds: { ...bounds, least: 1, most: Math.ceil(count * mostOfAsked) },
  };
}

/** Asks what a part says of topics that a document of its kind must speak of. */
export function missingQuestion(
  context: PromptContext,
  pieces: readonly CountedSentence[],
  topics: readonly Topic[],
  bounds: PointBounds,
): PointPrompt {
  const values = { ...rulesOf(context), words: String(bounds.words), topics: topics.map(nameOfTopic).join("; ") };
  return {
    turns: askAbout(documentMaterial(context.source, pieces), fillLines(templates.missing.ask, values)),
    cited: pieces,
    bounds: { ...bounds, least: 1, most: topics.length },
  };
}

/** Asks for the beginning of the summary: what the document is and what matters most in it, from the points that were chosen. */
export function leadQuestion(
  context: PromptContext,
  points: readonly string[],
  cited: readonly CountedSentence[],
  bounds: PointBounds,
): PointPrompt {
  const focus = context.options.focus.trim();
  const title = oneLine(context.source.title).slice(0, 200);
  const material = [fillTemplate(templates.lead.points, { title }), "", ...points.map((text) => `- ${text}`)].join(
    "\n",
  );
  const question = fillLines(focus === "" ? templates.lead.ask : templates.lead.question, {
    ...rulesOf(context),
    focus,
    words: String(bounds.words),
  });
  return { turns: askAbout(material, question), cited, bounds };
}

/** Asks for lines in another language, each under its number. */
export function translateQuestion(lines: readonly string[], language: string): readonly ChatTurn[] {
  const numbered = lines.map((line, index) => `${String(index + 1)}. ${oneLine(line)}`).join("\n");
  return askAbout(numbered, fillLines(templates.translate.ask, { language: languageName(language) ?? language }));
}

/** The rules for what is written that go with the options. */
export function rulesOf({ options, kind, written }: PromptContext): Record<string, string> {
  const rules = (lines: Readonly<Record<string, string>>, name: string): string => lines[name] ?? "";
  return {
    kindRule: options.focus.trim() === "" ? rules(templates.kind, kind) : "",
    audienceRule: rules(templates.audience, options.audience),
    languageRule: languageRule(written),
  };
}

function nameOfTopic({ name }: Topic): string {
  const names: Readonly<Record<string, string>> = templates.topics;
  return names[name] ?? name;
}
