import { ArrowDown } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Document } from "../../../electron/contract/documents.ts";
import { Button } from "../../ui/Button.tsx";
import { AssistantMessage } from "./AssistantMessage.tsx";
import type { BranchEntry } from "./branch.ts";
import type { ChatActions } from "./useChatActions.ts";
import { UserMessage } from "./UserMessage.tsx";
import type { FollowEnd } from "./useFollowEnd.ts";

export interface MessageListProps {
  readonly branch: readonly BranchEntry[];
  readonly documents: readonly Document[];
  readonly actions: ChatActions;
  /** an answer is being written: nothing else can be begun */
  readonly isBusy: boolean;
  readonly follow: FollowEnd;
  /** the message to show, as found by a search */
  readonly messageId: string | null;
}

/** The branch that is shown, oldest first; follows a growing answer only for a reader who is at the end. */
export function MessageList({ branch, documents, actions, isBusy, follow, messageId }: MessageListProps) {
  const { t } = useTranslation();
  const { scroller, content, isFollowing, jump } = follow;
  const list = useRef<HTMLDivElement>(null);
  const isThere = branch.some(({ message }) => message.id === messageId);
  useEffect(() => {
    if (messageId === null || !isThere) return;
    const row = list.current?.querySelector(`[data-message="${CSS.escape(messageId)}"]`);
    row?.scrollIntoView({ block: "center" });
  }, [messageId, isThere]);

  return (
    <div ref={list} className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={t("chat.messages")}
        className="h-full overflow-auto -outline-offset-2"
      >
        <div ref={content} className="mx-auto flex max-w-read flex-col gap-5 px-6 pt-8 pb-6">
          {branch.map((entry, index) => {
            const isLast = index === branch.length - 1;
            const { message } = entry;
            return (
              <article
                key={message.id}
                data-message={message.id}
                aria-label={message.role === "user" ? t("chat.you") : t("chat.answer")}
                // what is far away is not laid out; what is near the end must keep its true height
                className={`group/message scroll-m-8 rounded-card ${index < branch.length - 6 ? "message-far" : ""} ${message.id === messageId ? "outline-2 outline-offset-8 outline-accent/50" : ""}`}
              >
                <h2 className="sr-only">{message.role === "user" ? t("chat.you") : t("chat.answer")}</h2>
                {message.role === "user" ? (
                  <UserMessage entry={entry} actions={actions} isBusy={isBusy} />
                ) : (
                  <AssistantMessage
                    entry={entry}
                    documents={documents}
                    actions={actions}
                    isBusy={isBusy}
                    isLast={isLast}
                  />
                )}
              </article>
            );
          })}
        </div>
      </div>
      {isFollowing ? null : (
        <Button
          size="small"
          onPress={jump}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-float"
        >
          <ArrowDown aria-hidden size={15} />
          {t("chat.jump")}
        </Button>
      )}
    </div>
  );
}
