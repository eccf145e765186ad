import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Document, isReadBefore } from "../../../electron/contract/documents.ts";
import type { Problem } from "../../../electron/contract/errors.ts";
import type { Point } from "../../../electron/contract/summaries.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useJob } from "../../lib/jobs.ts";
import { keys } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { PasswordForm } from "../reader/index.ts";

interface ReadingNoteProps {
  readonly document: Document;
  readonly onPassword: (password: string) => void;
}

/** Says of a text that an earlier version read it, and whether it is read again; nothing of what this version has read. */
export function ReadingNote({ document, onPassword }: ReadingNoteProps) {
  if (document.status !== "ready") return null;
  const { problem } = document.reading;
  if (problem !== null) return <Kept document={document} problem={problem} onPassword={onPassword} />;
  return isReadBefore(document) ? <Waiting document={document} /> : null;
}

function Waiting({ document }: { document: Document }) {
  const { t } = useTranslation();
  const api = useApi();
  const jobs = useQuery({
    queryKey: [...keys.jobs, "reread", document.id, document.updatedAt],
    queryFn: ({ signal }) => api.jobs.list(undefined, { signal }),
  });
  const job = jobs.data?.find(({ kind, status }) => kind === "reread" && status === "running");
  const { done = 0, total = 0 } = useJob(job?.id ?? null)?.progress ?? {};
  return (
    <Line>
      {t("summary.reading.before")}
      {total > 1 && <> {t("summary.reading.progress", { done, count: total })}</>}
    </Line>
  );
}

/** The file could not be read again: why, and what can be done about it. */
function Kept({ document, problem, onPassword }: ReadingNoteProps & { problem: Problem }) {
  const { t } = useTranslation();
  const words = useWords();
  const api = useApi();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.documents });
  const reread = useMutation({ mutationFn: () => api.documents.reread({ id: document.id }), onSettled: refresh });
  const unlock = useMutation({
    mutationFn: (password: string) => api.documents.unlock({ id: document.id, password }),
    onSuccess: (_, password) => {
      onPassword(password);
      return refresh();
    },
  });
  const failure = unlock.error ?? reread.error;
  const isLocked = problem.code === "PASSWORD_REQUIRED" || problem.code === "PASSWORD_WRONG";
  return (
    <div className="flex flex-col items-start gap-2">
      <Line>
        {t("summary.reading.kept")} {words.error(problem)}
      </Line>
      {isLocked ? (
        <PasswordForm
          label={t("summary.locked")}
          isWrong={problem.code === "PASSWORD_WRONG"}
          isBusy={unlock.isPending}
          onPassword={(password) => unlock.mutate(password)}
        />
      ) : (
        <Button size="small" isDisabled={reread.isPending} onPress={() => reread.mutate()}>
          {t("summary.tryAgain")}
        </Button>
      )}
      {failure !== null && <ProblemNote problem={callError(failure).toProblem()} />}
    </div>
  );
}

interface EarlierNoteProps {
  readonly document: Document;
  readonly points: readonly Pick<Point, "citations">[];
}

/** Says of a summary that it is of an earlier reading of its document, and how many of its quotes do not stand in this one. */
export function EarlierNote({ document, points }: EarlierNoteProps) {
  const { t } = useTranslation();
  const lost = new Set(
    points.flatMap(({ citations }) => citations.filter((citation) => citation.lost === true).map(({ quote }) => quote)),
  );
  return (
    <>
      {isReadBefore(document) && <Line>{t("summary.reading.ofEarlier")}</Line>}
      {lost.size > 0 && <Line>{t("summary.reading.lost", { count: lost.size })}</Line>}
    </>
  );
}

function Line({ children }: { children: React.ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-small text-pretty text-muted">
      <History size={14} strokeWidth={1.8} aria-hidden className="mt-0.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
