import type { Conversation, Message } from "../../contract/chat.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import { assertNever } from "../../contract/errors.ts";

export interface ConversationExport {
  readonly fileName: string;
  readonly text: string;
}

interface ExportInput {
  readonly conversation: Conversation;
  /** the whole tree */
  readonly messages: readonly Message[];
  /** the branch shown, from the root */
  readonly branch: readonly Message[];
  readonly documentOf: (id: string) => Document | null;
}

/** Markdown: the branch that is shown, with the quotes as footnotes. JSON: all branches with their citations. */
export function exportConversation(format: "markdown" | "json", input: ExportInput): ConversationExport {
  const stem = fileStem(input.conversation.title);
  switch (format) {
    case "markdown":
      return { fileName: `${stem}.md`, text: toMarkdown(input) };
    case "json":
      return { fileName: `${stem}.json`, text: `${JSON.stringify(toJson(input), null, 2)}\n` };
    default:
      return assertNever(format);
  }
}

function toMarkdown({ conversation, branch, documentOf }: ExportInput): string {
  const footnotes: string[] = [];
  const parts = [`# ${conversation.title || "Conversation"}`];
  const names = conversation.documentIds.map((id) => documentOf(id)?.title ?? "a document that was removed");
  if (names.length > 0) parts.push(`Documents: ${names.join(" · ")}`);
  for (const message of branch) {
    const answered = message.model === null ? "Answer" : `Answer (${message.model})`;
    parts.push(`## ${message.role === "user" ? "Question" : answered}`);
    const first = footnotes.length;
    parts.push(
      message.text.replace(/\[(\d{1,6})\]/g, (mark, digits: string) => footnoteMark(mark, digits, message, first)),
    );
    if (message.status === "stopped" || message.status === "partial") parts.push("*This answer was not finished.*");
    if (message.problem) parts.push(`*${message.problem.message}*`);
    for (const citation of message.citations) footnotes.push(footnoteOf(citation, documentOf));
  }
  const notes = footnotes.map((text, index) => `[^${index + 1}]: ${text}`);
  return `${[...parts, ...(notes.length > 0 ? [notes.join("\n")] : [])].join("\n\n")}\n`;
}

function footnoteMark(mark: string, digits: string, message: Message, first: number): string {
  const number = Number(digits);
  return number >= 1 && number <= message.citations.length ? `[^${first + number}]` : mark;
}

function footnoteOf(citation: Citation, documentOf: ExportInput["documentOf"]): string {
  const name = documentOf(citation.documentId)?.title ?? "a document that was removed";
  return `${name}, page ${citation.page}: “${citation.quote.replace(/\s+/g, " ")}”`;
}

function toJson({ conversation, messages, documentOf }: ExportInput) {
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

/** A file name that every system takes. */
function fileStem(title: string): string {
  const stem = title
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "")
    .slice(0, 80)
    .trim();
  return stem === "" ? "Conversation" : stem;
}
