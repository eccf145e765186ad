import { useTranslation } from "react-i18next";
import { useSummaries } from "../../lib/queries.ts";
import { QuestionList } from "../../ui/QuestionList.tsx";

interface NextQuestionsProps {
  readonly documentId: string;
  readonly isDisabled: boolean;
  onAsk(question: string): void;
}

/** What a summary of the document leads to ask, before anything was asked. */
export function NextQuestions({ documentId, ...asking }: NextQuestionsProps) {
  const { t } = useTranslation();
  const summaries = useSummaries(documentId).data ?? [];
  const questions = summaries.find((summary) => summary.status === "done" && summary.questions.length > 0)?.questions;
  return (
    <div className="mb-3 empty:hidden">
      <QuestionList level={2} title={t("chat.askNext")} questions={questions ?? []} {...asking} />
    </div>
  );
}
