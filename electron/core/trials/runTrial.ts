import prompts from "../../../resources/prompts/document.json" with { type: "json" };
import writing from "../../../resources/prompts/writing.json" with { type: "json" };
import set from "../../../resources/trial/documents.json" with { type: "json" };
import type { Calibration } from "../../contract/calibration.ts";
import { type Trial, trialVersion } from "../../contract/trials.ts";
import { grounderFor } from "../evidence/ground.ts";
import { askAbout } from "../llm/documentPrompt.ts";
import { readFreeAnswer } from "../llm/freeText/readFreeAnswer.ts";
import type { ChatTurn, GenerateResult, ModelSession } from "../llm/languageModel.ts";
import { languageRule } from "../llm/languageRule.ts";
import { fillLines, fillTemplate } from "../llm/promptTemplate.ts";
import type { Clock } from "../ports.ts";
import { isInAnotherLanguage } from "../text/language.ts";
import { splitSentences } from "../text/sentences.ts";
import { type KeyFact, keyFactSchema, says, scoreKeyFacts, weightOf } from "./keyFacts.ts";

/** A document of which it is known what it says. */
export interface TrialDocument {
  /** BCP 47 */
  readonly language: string;
  readonly title: string;
  /** points that a summary of it is asked for */
  readonly points: number;
  readonly lines: readonly string[];
  readonly facts: readonly KeyFact[];
  readonly questions: readonly { readonly question: string; readonly all: KeyFact["all"] }[];
}

export const trialDocuments: readonly TrialDocument[] = set.documents.map((document) => ({
  ...document,
  facts: keyFactSchema.array().parse(document.facts),
}));

export interface TrialDeps {
  readonly session: Pick<ModelSession, "generate">;
  readonly clock: Clock;
  /** how well it tells true statements from false ones; asked last, and not where the documents took too long */
  readonly calibrate: () => Promise<Calibration | null>;
  /** told of the steps that are done */
  readonly onStep: (done: number, of: number) => void;
  readonly documents?: readonly TrialDocument[];
}

/** Milliseconds after which no further document is begun, and nothing else either: a slow model is told by one. */
const [mostDocumentsMs, mostMs] = [240_000, 360_000];
/** Tokens of a summary and of an answer to a question, at most: several times what is asked for. */
const [mostSummaryTokens, mostAnswerTokens] = [320, 64];

/** Has a model summarize documents and answer questions about them. @throws what the model throws */
export async function runTrial(deps: TrialDeps): Promise<Trial> {
  const { session, clock, onStep, documents = trialDocuments } = deps;
  const began = clock.monotonic();
  const elapsed = (): number => clock.monotonic() - began;
  const steps = documents.reduce((sum, { questions }) => sum + 1 + questions.length, 1);
  let done = 0;
  const results: GenerateResult[] = [];
  const summaries: (ReadSummary & { readonly document: TrialDocument })[] = [];
  const asked = { count: 0, right: 0, clean: 0 };

  const ask = async (turns: readonly ChatTurn[], maxTokens: number): Promise<GenerateResult> => {
    onStep(done, steps);
    const result = await session.generate({ turns, maxTokens, temperature: 0, seed: 1 });
    results.push(result);
    done += 1;
    return result;
  };

  for (const document of documents) {
    if (summaries.length > 0 && elapsed() > mostDocumentsMs) break;
    const material = materialOf(document);
    const summary = await ask(askAbout(material, summaryQuestion(document)), mostSummaryTokens);
    summaries.push({ document, ...readSummary(document, summary) });
    for (const { question, all } of document.questions) {
      const { text } = await ask(askAbout(material, question), mostAnswerTokens);
      asked.count += 1;
      asked.right += Number(says(all, text));
      asked.clean += Number(!marks.test(text));
    }
  }
  onStep(done, steps);
  const calibration = elapsed() > mostMs ? null : await deps.calibrate();
  const verdicts = summaries.flatMap(({ verified }) => verified);
  return {
    version: trialVersion,
    at: clock.now(),
    ms: Math.round(elapsed()),
    prompt: {
      answers: results.length,
      ended: shareOf(results, ({ stop }) => stop === "end"),
      inLanguage: shareOf(summaries, ({ isInLanguage }) => isInLanguage),
      clean: (asked.clean + summaries.filter(({ isClean }) => isClean).length) / results.length,
    },
    loops:
      (results.filter(({ stop }) => stop === "loop").length + summaries.filter(({ isLoop }) => isLoop).length) /
      results.length,
    verified: { sentences: verdicts.length, share: verdicts.length === 0 ? null : shareOf(verdicts, Boolean) },
    facts: factsOf(summaries),
    questions: { asked: asked.count, right: asked.right },
    calibration,
    speed: speedOf(results),
  };
}

interface ReadSummary {
  readonly points: readonly string[];
  /** of each of its sentences, whether the check verifies it */
  readonly verified: readonly boolean[];
  readonly isInLanguage: boolean;
  readonly isClean: boolean;
  /** it goes round in circles, and was not cut off for it */
  readonly isLoop: boolean;
}

function readSummary({ lines, language, title }: TrialDocument, { text, stop }: GenerateResult): ReadSummary {
  const sentences = [title, ...lines.flatMap(sentencesOf)];
  const { points, problem } = readFreeAnswer(text, { ended: stop === "end", material: sentences, language });
  const ground = grounderFor(
    sentences.map((sentence, index) => ({ index, text: sentence })),
    language,
  );
  return {
    points,
    verified: points.flatMap(sentencesOf).map((sentence) => ground(sentence).verdict.support === "verified"),
    isInLanguage: text.trim() !== "" && problem !== "language" && !isInAnotherLanguage(text, language),
    isClean: !marks.test(text),
    isLoop: problem === "loop" && stop !== "loop",
  };
}

function sentencesOf(text: string): string[] {
  return splitSentences(text).map(([start, end]) => text.slice(start, end));
}

/** Control tokens written out, and who speaks next: a model asked in another way than it was taught says them. */
const marks =
  /<\|[^|<>\n]{1,40}\|>|\[\/?INST\]|<\/?s>|<(?:start|end)_of_turn>|^#{2,4} ?(?:instruction|response|input|user|assistant)\b|^(?:user|assistant|human|system) ?:/imu;

function materialOf({ title, lines }: TrialDocument): string {
  return [fillTemplate(prompts.document, { title }), "", ...lines].join("\n");
}

function summaryQuestion({ points, language }: TrialDocument): string {
  const values = { count: String(points), kindRule: "", audienceRule: "", languageRule: languageRule(language) };
  return fillLines(writing.points.ask, values);
}

function factsOf(
  summaries: readonly { readonly document: TrialDocument; readonly points: readonly string[] }[],
): Trial["facts"] {
  const facts = summaries.flatMap(({ document }) => document.facts);
  const missed = new Set(summaries.flatMap(({ document, points }) => scoreKeyFacts(document.facts, points).missed));
  const said = facts.filter((fact) => !missed.has(fact));
  const heavy = facts.filter(({ weight }) => weight === 3);
  return {
    count: facts.length,
    share: facts.length === 0 ? 0 : weightOf(said) / weightOf(facts),
    most: heavy.length === 0 ? 0 : shareOf(heavy, (fact) => !missed.has(fact)),
  };
}

/** Calls that read or wrote next to nothing say nothing of the speed. */
const leastTokens = 8;

function speedOf(results: readonly GenerateResult[]): Trial["speed"] {
  const perSecond = (
    tokens: (result: GenerateResult) => number,
    ms: (result: GenerateResult) => number,
  ): number | null => {
    const counted = results.filter((result) => tokens(result) >= leastTokens && ms(result) > 0);
    const sum = (of: (result: GenerateResult) => number): number => counted.reduce((all, each) => all + of(each), 0);
    return counted.length === 0 ? null : (sum(tokens) * 1000) / sum(ms);
  };
  return {
    read: perSecond(
      (result) => result.evaluatedPromptTokens,
      (result) => result.prefillMs,
    ),
    written: perSecond(
      (result) => result.completionTokens,
      (result) => result.decodeMs,
    ),
  };
}

function shareOf<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length;
}
