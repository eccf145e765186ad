import type { Document } from "../../contract/documents.ts";
import type { Settings } from "../../contract/settings.ts";
import prompts from "../../../resources/prompts/document.json" with { type: "json" };
import type { Texts } from "../library/library.ts";
import type { ChatTurn } from "../llm/languageModel.ts";
import { fillTemplate } from "../llm/promptTemplate.ts";
import type { Store } from "../store/store.ts";
import { oneLine } from "../text/oneLine.ts";
import { ownTitle, type TuningSource } from "../tuning/tuning.ts";
import { planContext } from "./context.ts";
import { withoutMarks } from "./marks.ts";
import { estimatedTokens } from "./tokens.ts";

export interface ChatExamplesDeps {
  readonly store: Pick<Store, "documents" | "summaries" | "conversations" | "messages">;
  readonly texts: Pick<Texts, "of">;
  readonly settings: () => Settings;
}

const usualContextTokens = 16_384;

/** Answers that a person found good, with all that the model was given for them. */
export function createChatExamples({ store, texts, settings }: ChatExamplesDeps): TuningSource {
  return {
    async *examples(documentIds) {
      for (const { id, documentIds: own, systemPrompt } of store.conversations.list()) {
        if (documentIds && !own.some((each) => documentIds.has(each))) continue;
        const documents = own.flatMap((each) => store.documents.get(each) ?? []);
        // What an answer was of is gone.
        if (documents.length < own.length || documents.some(({ status }) => status !== "ready")) continue;
        for (const message of store.messages.list(id)) {
          const text = withoutMarks({ text: message.text, citations: [...message.citations] }).trim();
          if (message.rating !== "good" || message.role !== "assistant" || text === "" || message.parentId === null)
            continue;
          const { turns } = await planContext(
            { store, texts },
            estimatedTokens(message.context?.contextSize || usualContextTokens),
            {
              systemPrompt: systemPrompt.trim() || settings().chatSystemPrompt,
              documents,
              turns: store.messages.branch(message.parentId),
              started: null,
            },
          );
          const unnamed = turns.map((turn) => withOwnTitles(turn, documents));
          yield {
            kind: "answers",
            documentIds: own,
            at: message.createdAt,
            turns: [...unnamed, { role: "assistant", text }],
          };
        }
      }
    },
  };

  /** The title of a document stands on a line of its own before its text. */
  function withOwnTitles(turn: ChatTurn, documents: readonly Document[]): ChatTurn {
    const line = (title: string): string => fillTemplate(prompts.document, { title: oneLine(title) });
    const titles = new Map(documents.flatMap(({ id, title }) => [[line(title), line(ownTitle(store, id))]]));
    // The text of a document knows its title as of before a model found it another.
    for (const { id } of documents) titles.set(line(texts.of(id).title), line(ownTitle(store, id)));
    return {
      ...turn,
      text: turn.text
        .split("\n")
        .map((each) => titles.get(each) ?? each)
        .join("\n"),
    };
  }
}
