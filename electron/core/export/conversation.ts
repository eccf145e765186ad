import type { Conversation, Message, Statement, ToolUse } from "../../contract/chat.ts";
import { answerParts } from "../../contract/answerParts.ts";
import { withVerdicts } from "../../contract/statements.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import type { Words } from "../../words/words.ts";
import { type Block, compactList, heading, textBlock } from "./blocks.ts";
import { escapeMarkdown } from "./markdown.ts";
import { oneLine } from "../text/oneLine.ts";

/** A conversation and the documents it speaks of. */
export interface ConversationMaterial {
  readonly conversation: Conversation;
  /** the whole tree */
  readonly messages: readonly Message[];
  /** the branch shown, from the root */
  readonly branch: readonly Message[];
  /** null where it was removed */
  readonly documentOf: (id: string) => Pick<Document, "name" | "title"> | null;
}

export function conversationTitle({ conversation }: ConversationMaterial, { t }: Words): string {
  return conversation.title || t("export:conversation.untitled");
}

/** The branch that is shown, with the quotes as notes. */
export function conversationBlocks(material: ConversationMaterial, words: Words): Block[] {
  const { conversation, branch, documentOf } = material;
  const { t } = words;
  const titleOf = (id: string): string => documentOf(id)?.title ?? t("export:conversation.removed");
  const blocks: Block[] = [heading(1, conversationTitle(material, words))];
  const titles = conversation.documentIds.map(titleOf).join(" · ");
  if (titles !== "") blocks.push(textBlock(t("export:conversation.documents", { titles })));
  for (const message of branch) {
    const { role, citations, passages, status, problem } = message;
    const wrote = message.wrote?.map(({ name }) => name).join(", ");
    const model = wrote ?? message.model;
    const answer = model === null ? t("export:conversation.answer") : t("export:conversation.answerOf", { model });
    const noteOf = ({ documentId, page, quote, lost }: Citation): string => {
      const note = t("export:conversation.note", { name: titleOf(documentId), page, quote: oneLine(quote) });
      return lost === true ? t("export:lost", { note }) : note;
    };
    const verdictOf = ({ support, by }: Statement): string | null =>
      support !== "verified"
        ? t(`export:support.${support}`)
        : by === null || by === "code"
          ? null
          : t(`export:by.${by}`);
    const parts = answerParts(message).flatMap((part) =>
      part.kind === "text"
        ? [withVerdicts(part, verdictOf).trim()]
        : part.uses.map((use) => `*${escapeMarkdown(toolWords(use, words))}*`),
    );
    blocks.push(heading(2, role === "user" ? t("export:conversation.question") : answer), {
      kind: "written",
      markdown: (message.toolUses ? parts : [withVerdicts(message, verdictOf)]).join("\n\n"),
      notes: citations.map(noteOf),
    });
    if (passages.length > 0) blocks.push(compactList(passages.map(noteOf)));
    if (status === "stopped" || status === "partial") blocks.push(remark(t("export:conversation.unfinished")));
    if (problem) blocks.push(remark(words.error(problem)));
  }
  return blocks;
}

/** All branches with their citations. */
export function conversationJson({ conversation, messages, documentOf }: ConversationMaterial) {
  const cited = messages.flatMap(({ citations }) => citations.map(({ documentId }) => documentId));
  const ids = [...new Set([...conversation.documentIds, ...cited])];
  return {
    format: "tramontane-conversation",
    version: 1,
    conversation,
    documents: ids.map((id) => {
      const document = documentOf(id);
      return { id, name: document?.name ?? null, title: document?.title ?? null };
    }),
    // The job is of this process only.
    messages: messages.map((message) => ({ ...message, jobId: null })),
  };
}

/** A call of a tool in a line: what it was sent and answered stays with the conversation. */
function toolWords({ server, tool, state }: ToolUse, { t }: Words): string {
  switch (state) {
    case "done":
      return t("export:conversation.tool", { server, tool });
    case "failed":
    case "refused":
      return t(`export:conversation.toolEnd.${state}`, { server, tool });
    default:
      return t("export:conversation.toolEnd.stopped", { server, tool });
  }
}

function remark(text: string): Block {
  return { kind: "text", lines: [[{ text, style: "emphasis" }]] };
}
