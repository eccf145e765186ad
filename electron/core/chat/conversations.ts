import type { Conversation, Message } from "../../contract/chat.ts";
import { AppError } from "../../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { ChatDeps } from "./chatDeps.ts";
import type { ReplyDeps } from "./reply.ts";

export interface Conversations {
  list(): Conversation[];
  create(input: { readonly documentIds: readonly string[]; readonly title: string }): Conversation;
  /** With all messages of the tree, oldest first. @throws NOT_FOUND */
  get(id: string): Conversation & { messages: Message[] };
  rename(id: string, title: string): void;
  pin(id: string, pinned: boolean): void;
  /** Puts it in the bin and stops what is being written in it. */
  remove(id: string): Promise<void>;
  restore(id: string): void;
  setDocuments(id: string, documentIds: readonly string[]): void;
  setSystemPrompt(id: string, systemPrompt: string): void;
  /** Shows the branch through this message: down to the newest leaf below it. */
  showBranch(id: string, messageId: string): Conversation;
  /** @throws NOT_FOUND */
  export(id: string, format: ExportFormatOf<"conversation">): Promise<ExportedFile>;
}

export function createConversations(deps: ChatDeps & Pick<ReplyDeps, "ends">): Conversations {
  const { store, clock, ids, jobs, changed, promptCache, ends } = deps;

  return {
    list: () => store.conversations.list(),
    create({ documentIds, title }) {
      const now = clock.now();
      const conversation: Conversation = {
        id: ids.next(),
        title: title.trim(),
        pinned: false,
        documentIds: [...new Set(documentIds)],
        leafId: null,
        systemPrompt: "",
        createdAt: now,
        updatedAt: now,
      };
      store.conversations.put(conversation);
      changed("conversations", conversation.id);
      return conversation;
    },
    get: (id) => ({ ...requireConversation(id), messages: store.messages.list(id).map(asEnded) }),
    rename: (id, title) => update(id, { title }),
    pin: (id, pinned) => update(id, { pinned }),
    async remove(id) {
      requireConversation(id);
      const running = store.messages
        .list(id)
        .flatMap(({ jobId, status }) => (status === "streaming" ? (jobId ?? []) : []));
      store.conversations.remove(id, clock.now());
      changed("conversations", id);
      try {
        await Promise.all(running.filter((jobId) => jobs.get(jobId)).map((jobId) => jobs.cancel(jobId)));
      } finally {
        // Out of the bin it comes without: it is read again then. Last, for what was being written read it.
        promptCache.forget(id);
      }
    },
    restore(id) {
      store.conversations.restore(id);
      changed("conversations", id);
    },
    setDocuments(id, documentIds) {
      const left = requireConversation(id).documentIds.some((documentId) => !documentIds.includes(documentId));
      update(id, { documentIds: [...new Set(documentIds)] });
      // What was read of a document goes with it.
      if (left) promptCache.forget(id);
    },
    setSystemPrompt: (id, systemPrompt) => update(id, { systemPrompt }),
    showBranch(id, messageId) {
      requireConversation(id);
      const messages = store.messages.list(id);
      if (!messages.some((message) => message.id === messageId)) throw new AppError("NOT_FOUND");
      update(id, { leafId: newestLeaf(messages, messageId) });
      return requireConversation(id);
    },
    async export(id, format) {
      const conversation = requireConversation(id);
      return deps.exporter("conversation", format, {
        conversation,
        messages: store.messages.list(id),
        branch: conversation.leafId === null ? [] : store.messages.branch(conversation.leafId),
        documentOf: (documentId) => store.documents.get(documentId),
      });
    },
  };

  /** A reply whose last write failed still claims in the library to be written. */
  function asEnded(message: Message): Message {
    if (message.status !== "streaming") return message;
    const unsaved = ends.get(message.id);
    return unsaved ? { ...message, ...unsaved } : (store.messages.get(message.id) ?? message);
  }

  function requireConversation(id: string): Conversation {
    const conversation = store.conversations.get(id);
    if (!conversation) throw new AppError("NOT_FOUND");
    return conversation;
  }

  function update(id: string, patch: Parameters<typeof store.conversations.update>[1]): void {
    requireConversation(id);
    store.conversations.update(id, patch);
    changed("conversations", id);
  }
}

/** Follows the newest child down to the end; `messages` are oldest first. */
function newestLeaf(messages: readonly Message[], from: string): string {
  const newestChild = new Map<string, string>();
  for (const { id, parentId } of messages) if (parentId !== null) newestChild.set(parentId, id);
  let leaf = from;
  for (let child = newestChild.get(leaf); child !== undefined; child = newestChild.get(leaf)) leaf = child;
  return leaf;
}
