import templates from "../../../resources/prompts/title.json" with { type: "json" };
import type { Message } from "../../contract/chat.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import { carryingWords, comparedWords, isNameOf, readTitle } from "../llm/freeText/shortAnswers.ts";
import { openNamer } from "../llm/openNamer.ts";
import { fillLines } from "../llm/promptTemplate.ts";
import type { ChatDeps } from "./chatDeps.ts";
import { longestTitle, titleFrom } from "./title.ts";

/** Characters of question and answer that the model sees. */
const shown = 900;
const mostTokens = 32;

/**
 * Lets the model name a conversation after its first answer, in place of the beginning of the first question. It does so when
 * nothing else is to be done; a name that speaks of something else, or that a person gave meanwhile, stays as it is.
 */
export function nameConversation(deps: ChatDeps, reply: Message, model: LanguageModel, stopped: AbortSignal): void {
  const { store, jobs, logger } = deps;
  const { conversationId } = reply;
  const question = store.messages.get(reply.parentId ?? "");
  if (stopped.aborted || !question || question.parentId !== null || !hasFirstName()) return;
  const asked = question.text;
  jobs.start({
    kind: "title",
    subject: conversationId,
    lane: "title",
    usesModel: true,
    onShutdown: "cancel",
    async run({ signal }) {
      const answer = (store.messages.get(reply.id)?.text ?? "").replaceAll(/\[\d+\]/gu, "");
      const text = `${asked.slice(0, shown / 2)}\n\n${answer}`.slice(0, shown);
      const turns = [{ role: "user", text: fillLines(templates.user, { text }) }] as const;
      await using session = await openNamer(deps.models, model, signal);
      if (!session) return;
      const { text: title } = await session.generate({
        turns,
        format: { kind: "line", longest: longestTitle },
        maxTokens: mostTokens,
        temperature: 0,
        seed: 1,
      });
      const about = { material: [asked, text], language: "und", ended: true };
      const name = readTitle(title, about, { ...wordBounds, characters: longestTitle });
      if (!namesIt(name, asked, text) || !hasFirstName()) return;
      store.conversations.update(conversationId, { title: name });
      deps.changed("conversations", conversationId);
    },
    onEnd(end) {
      // Nobody waits for it, and the beginning of the question is a name too.
      if (end.status === "failed") logger.info("A conversation was not named", { code: end.error.code });
    },
  });

  function hasFirstName(): boolean {
    return store.conversations.get(conversationId)?.title === titleFrom(question?.text ?? "");
  }
}

const wordBounds = { least: 2, most: 9 };

/** Two to nine words, all those that carry meaning from question or answer, and one of them from the question. */
export function namesIt(name: string, asked: string, text: string): boolean {
  const inQuestion = new Set(comparedWords(asked));
  return isNameOf(name, [asked, text], wordBounds) && carryingWords(name).some((word) => inQuestion.has(word));
}
