import { useTranslation } from "react-i18next";
import { callError } from "../../lib/client.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";

/** In place of a document that cannot be had: that it is gone, or what went wrong with a way to try again. */
export function DocumentProblem({ error: thrown, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const error = callError(thrown);
  return (
    <div className="p-8">
      {error.code === "NOT_FOUND" ? (
        <p className="text-muted">{t("summary.gone")}</p>
      ) : (
        <ProblemNote problem={error.toProblem()} actions={<Button onPress={onRetry}>{t("common.retry")}</Button>} />
      )}
    </div>
  );
}
