import type { ContextReceipt, Message } from "../../contract/chat.ts";
import { findAnsweringPassages } from "./answeringPassages.ts";
import type { ConversationContext } from "./context.ts";
import type { ContextDeps } from "./passages.ts";
import { type AnswerDeps, completedOf, questionOf, searchOf } from "./writeAnswer.ts";

/**
 * Answers the newest question by what stands in the documents, where no model is there to write: the stretches that have most of what was
 * asked, or what was looked for in vain.
 *
 * @throws CANCELLED
 */
export async function answerByPassages(
  deps: ContextDeps & Pick<AnswerDeps, "retrieval">,
  { documents, turns }: Pick<ConversationContext, "documents" | "turns">,
  signal: AbortSignal,
): Promise<Pick<Message, "passages"> & { readonly receipt: ContextReceipt }> {
  const { passages, lookedFor } = await findAnsweringPassages(deps, searchOf(deps, signal), {
    question: await questionOf({ documents, turns }),
    asked: turns.at(-1)?.text ?? "",
    documents,
  });
  return {
    passages,
    receipt: {
      droppedTurns: 0,
      documents: "passages",
      passages: passages.length,
      promptTokens: 0,
      contextSize: 0,
      question: await completedOf({ documents, turns }),
      lookedFor: passages.length > 0 ? [] : lookedFor,
    },
  };
}
