import { useTranslation } from "react-i18next";
import type { Thought } from "../../../electron/contract/chat.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";

export interface ThoughtFoldProps {
  readonly thought: Thought;
  /** the model is at it */
  readonly isRunning: boolean;
}

/** What a model thought before its answer, folded: how long it took, and why it was ended where it did not end it itself. */
export function ThoughtFold({ thought: { text, ms, cut }, isRunning }: ThoughtFoldProps) {
  const { t } = useTranslation();
  const cutWords = { bound: t("chat.thoughtBound"), loop: t("chat.thoughtLoop"), end: t("chat.thoughtEnd") };
  return (
    <div className="mb-2 -ml-1 text-small">
      <Disclosure level={3} title={isRunning ? t("chat.thinkingFor", { ms }) : t("chat.thought", { ms })}>
        <p className="border-l-2 border-line pl-3 whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{text}</p>
      </Disclosure>
      {isRunning ? (
        <div role="status" className="ml-1 w-48">
          <ProgressLine label={t("chat.thinking")} value={null} />
        </div>
      ) : null}
      {cut === null ? null : <p className="ml-6 text-muted">{cutWords[cut]}</p>}
    </div>
  );
}
