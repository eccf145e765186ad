import templates from "../../../../resources/prompts/writing.json" with { type: "json" };
import type { SummaryOptions } from "../../../contract/summaryOptions.ts";
import { isApparatus } from "../../extract/candidates.ts";
import type { Topic } from "../../extract/topics.ts";
import { askAbout, documentMaterial } from "../../llm/documentPrompt.ts";
import type { ChatTurn } from "../../llm/languageModel.ts";
import { fillLines } from "../../llm/promptTemplate.ts";
import { primaryTag } from "../../text/languageTag.ts";
import { oneLine } from "../../text/oneLine.ts";
import { countWords } from "../../text/words.ts";
import type { PointBounds } from "../bounds.ts";
import type { Chunk } from "../chunks.ts";
import type { CountedSentence } from "../countedSentence.ts";
import { languageName, type PointPrompt, type PromptContext } from "./prompts.ts";

/** Words of a part for each point that it is asked for. */
const wordsPerPoint = { sentence: 300, short: 220, standard: 140, detailed: 90 } as const;
/** Sections that one question names at most; a model loses count of more. */
const mostNamed = 10;
/** A section of fewer words has nothing to say by itself. */
const leastSectionWords = 12;
/** Points that a part is asked for at most. */
const mostPoints = 12;

/** Asks what a part of a document says, in the model's own words. */
export function pointsQuestion(context: PromptContext, chunk: Chunk, bounds: PointBounds): PointPrompt {
  const { options } = context;
  const words = countWords(chunk.pieces.map(({ text }) => text).join(" "));
  const wanted = Math.max(options.length === "sentence" ? 1 : 2, Math.round(words / wordsPerPoint[options.length]));
  const focus = options.focus.trim();
  const named = focus === "" && namesSections(options) ? namedSections(context, chunk) : [];
  const count = Math.max(1, Math.min(mostPoints, Math.max(wanted, named.length)));
  const values = {
    ...rulesOf(context),
    focus,
    words: String(bounds.words),
    sections: named.join("; "),
    count: named.length > 0 ? "" : String(count),
  };
  const asked = focus === "" ? templates.points : templates.focus;
  const material = documentMaterial(context.source, chunk.pieces);
  const turns = askAbout(material, fillLines(asked.ask, values));
  const [first] = named;
  return {
    // Begun so, a small model goes on section by section, where it would copy the text sentence by sentence.
    turns: first === undefined ? turns : [...turns, { role: "assistant", text: `- **${first}**:` }],
    names: named,
    again: askAbout(material, fillLines(asked.again, { ...values, count: String(count) })),
    cited: citable(chunk.pieces),
    bounds: { ...bounds, least: 1, most: count },
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
    cited: citable(pieces),
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
  const sentences = bounds.most === 1 ? templates.sentences.one : templates.sentences.few;
  const asked = focus === "" ? templates.lead.ask : templates.lead.question;
  const question = fillLines(asked, { ...rulesOf(context), title, focus, sentences });
  return { turns: askAbout(points.map((text) => `- ${text}`).join("\n"), question), cited, bounds };
}

/** Asks for lines in another language, each under its number. */
export function translateQuestion(lines: readonly string[], language: string): readonly ChatTurn[] {
  const numbered = lines.map((line, index) => `${String(index + 1)}. ${oneLine(line)}`).join("\n");
  return askAbout(numbered, fillLines(templates.translate.ask, { language: languageName(language) ?? language }));
}

function namesSections({ length }: SummaryOptions): boolean {
  return length === "standard" || length === "detailed";
}

/** The headings of a part, where each has text of its own and they are few enough to be named. */
function namedSections({ source }: PromptContext, { pieces }: Chunk): string[] {
  const bySection = Map.groupBy(pieces, ({ section }) => section);
  const names: string[] = [];
  for (const [index, own] of bySection) {
    const section = source.sections[index];
    if (!section?.heading || isApparatus(section)) continue;
    const text = own.filter(({ kind }) => kind !== "heading").map((piece) => piece.text);
    if (countWords(text.join(" ")) >= leastSectionWords) names.push(oneLine(section.heading).slice(0, 80));
  }
  return names.length >= 2 && names.length <= mostNamed ? names : [];
}

/** Headings structure a text and are not cited, unless there is nothing else. */
function citable(pieces: readonly CountedSentence[]): readonly CountedSentence[] {
  const text = pieces.filter(({ kind }) => kind !== "heading");
  return text.length > 0 ? text : pieces;
}

function rulesOf({ options, kind, written }: PromptContext): Record<string, string> {
  const rules = (lines: Readonly<Record<string, string>>, name: string): string => lines[name] ?? "";
  const language = languageName(written);
  // English is what the questions are in.
  const isSaid = language !== null && primaryTag(written) !== "en";
  return {
    kindRule: options.focus.trim() === "" ? rules(templates.kind, kind) : "",
    audienceRule: rules(templates.audience, options.audience),
    languageRule: isSaid ? templates.language.replace("{{language}}", language) : "",
  };
}

function nameOfTopic({ name }: Topic): string {
  const names: Readonly<Record<string, string>> = templates.topics;
  return names[name] ?? name;
}
