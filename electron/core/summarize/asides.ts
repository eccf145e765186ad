import prompts from "../../../resources/prompts/asides.json" with { type: "json" };
import type { Document } from "../../contract/documents.ts";
import type { Summary } from "../../contract/summaries.ts";
import { askedWords, findableKeys, shareAnswered, weightsAmong } from "../evidence/asked.ts";
import { withoutAskingWords } from "../evidence/askingWords.ts";
import { askAbout, documentMaterial } from "../llm/documentPrompt.ts";
import { readQuestions, readTitle } from "../llm/freeText/shortAnswers.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import { fillLines } from "../llm/promptTemplate.ts";
import { titleOfName } from "../text/documentNames.ts";
import { type DocumentText, type Sentence, isRunningText } from "../text/documentText.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { SummariesDeps } from "./summariesDeps.ts";
import { languageRule } from "../llm/languageRule.ts";

/** What a model is asked beside a summary that it has written: questions a reader may ask next, and a title where there is none. */
export interface Asides {
  /** Asks in the background, where the model is still there and nothing else has to wait for it. Nothing is lost where it fails. */
  start(about: Written): void;
  /** Resolves when what was asked beside the summary is kept or given up. */
  settled(summaryId: string): Promise<void>;
  /** Gives up what is asked beside the summary; resolves when nothing is asked any more. */
  stop(summaryId: string): Promise<void>;
}

/** A summary that a model wrote. */
export interface Written {
  readonly summary: Summary;
  readonly model: LanguageModel;
  readonly source: DocumentText;
  /** the sentences of the first part, as the model read them */
  readonly opening: readonly Sentence[];
  /** BCP 47 of the summary */
  readonly written: string;
}

/** Questions that are asked for, and of those that the text answers the first that are kept. */
const questionCount = { asked: 5, kept: 3 };
const titleBounds = { least: 2, most: 8, characters: 80 };
const answerTokens = { questions: 140, title: 32 };
/** Share of a question's words, by weight, that one sentence or two behind one another hold where the text answers it. */
const leastAnswered = 0.55;

export function createAsides({
  store,
  jobs,
  logger,
  changed,
}: Pick<SummariesDeps, "store" | "jobs" | "logger" | "changed">): Asides {
  /** jobs by the summary that they are for */
  const running = new Map<string, string>();
  return {
    start(about) {
      const { summary, model } = about;
      const job = jobs.start({
        kind: "asides",
        subject: summary.documentId,
        lane: "title",
        usesModel: true,
        onShutdown: "cancel",
        async run({ signal }) {
          // Another model that has taken its place meanwhile is at work for somebody.
          if (!model.standing().isReady) return;
          await using session = await model.open("background", { signal, asItIs: true });
          keepQuestions(summary.id, await askQuestions(session, about));
          const document = unnamed(summary.documentId);
          if (document) keepTitle(summary, await askTitle(session, about));
        },
        onEnd(end) {
          running.delete(summary.id);
          // Nobody waits for it, and the summary is whole without.
          if (end.status === "failed")
            logger.info("Questions beside a summary were not asked", { code: end.error.code });
        },
      });
      running.set(summary.id, job.id);
    },
    async settled(summaryId) {
      const jobId = running.get(summaryId);
      if (jobId !== undefined) await jobs.finished(jobId).catch(() => {});
    },
    async stop(summaryId) {
      const jobId = running.get(summaryId);
      if (jobId !== undefined) await jobs.cancel(jobId);
    },
  };

  function keepQuestions(id: string, questions: readonly string[]): void {
    const summary = store.summaries.get(id);
    if (summary?.status !== "done" || questions.length === 0) return;
    store.summaries.put({ ...summary, questions: [...questions] });
    changed("summaries", id);
  }

  /** A document that is called by the name of its file, and was not called anything else before. */
  function unnamed(id: string): Document | null {
    const document = store.documents.get(id);
    const isUnnamed = document?.title === titleOfName(document?.name ?? "") && store.documents.foundTitle(id) === null;
    return isUnnamed ? document : null;
  }

  function keepTitle({ id, documentId, title: before }: Summary, title: string): void {
    // A person may have named it meanwhile.
    if (title === "" || !unnamed(documentId)) return;
    store.transaction(() => {
      store.documents.setFoundTitle(documentId, title);
      const summary = store.summaries.get(id);
      if (summary?.status === "done" && summary.title === before) store.summaries.put({ ...summary, title });
    });
    changed("documents", documentId);
    changed("summaries", id);
  }
}

/** The questions that the text answers, none where the model has none. @throws what the session throws */
async function askQuestions(session: ModelSession, about: Written): Promise<string[]> {
  const { source, opening, summary, written } = about;
  const answer = await ask(session, about, {
    question: fillLines(prompts.questions, { count: String(questionCount.asked), languageRule: languageRule(written) }),
    maxTokens: answerTokens.questions,
  });
  // What is written in another language than the document stands in the points.
  const inSame = sameLanguage(written, source.language);
  const texts = inSame ? opening.filter(isRunningText) : pointsOf(summary);
  const isAnswered = answeredBy(
    texts.map(({ text }) => text),
    written,
  );
  const material = opening.map(({ text }) => text);
  const questions = readQuestions(answer.text, { ...answer, material, language: written });
  return questions.filter(isAnswered).slice(0, questionCount.kept);
}

/** Empty where the model has none that is made of words of the text. @throws what the session throws */
async function askTitle(session: ModelSession, about: Written): Promise<string> {
  const { language } = about.source;
  const answer = await ask(session, about, {
    question: fillLines(prompts.title, { words: String(titleBounds.most), languageRule: languageRule(language) }),
    maxTokens: answerTokens.title,
  });
  const material = about.opening.map(({ text }) => text);
  return readTitle(answer.text, { ...answer, material, language }, titleBounds);
}

/** A question behind the same text as those about its first part, which the engine need not read again. */
async function ask(
  session: ModelSession,
  { source, opening, summary }: Written,
  { question, maxTokens }: { readonly question: string; readonly maxTokens: number },
): Promise<{ readonly text: string; readonly ended: boolean }> {
  const turns = askAbout(documentMaterial(source, opening), question);
  const { text, stop } = await session.generate({ turns, maxTokens, temperature: 0, seed: summary.recipe?.seed ?? 1 });
  return { text, ended: stop === "end" };
}

function pointsOf({ points, sections }: Summary): readonly { readonly text: string }[] {
  return [...points, ...sections.flatMap((section) => section.points)];
}

/** Tells questions whose words stand together in one of these texts, or in two behind one another. @param language BCP 47 */
export function answeredBy(texts: readonly string[], language: string): (question: string) => boolean {
  const keys = texts.map((text) => findableKeys(text, language));
  const weightOf = weightsAmong(keys);
  return (question) => {
    const asked = askedWords(withoutAskingWords(question), language);
    return keys.some((_, at) => shareAnswered(asked, keys.slice(at, at + 2), weightOf) >= leastAnswered);
  };
}
