import { Check, CircleAlert, FileText, Folder, Box, X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { Button as AriaButton } from "react-aria-components";
import { openCollection, openDocument, navigate, useRoute } from "../../lib/route.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { type IntakeEntry, isActive, problemOf, useIntake, useIntakeEntries } from "./intake.ts";

/** milliseconds that a success stays to be read */
const goneAfterMs = 6000;

/**
 * Files being added, at the top of the window, until they are seen to.
 * @param hidesDocuments documents stand elsewhere, but for those that could not be added
 */
export function IntakePanel({ hidesDocuments = false }: { readonly hidesDocuments?: boolean }) {
  const { t } = useTranslation();
  const intake = useIntake();
  const route = useRoute();
  const entries = useIntakeEntries();
  // a document that is open tells its own progress; a lone success needs no panel
  const isTold = (entry: IntakeEntry) =>
    (hidesDocuments && !isOfModel(entry) && problemOf(entry) === null) ||
    (route.view === "collection" && entry.received !== null && route.id === entry.received.collectionId) ||
    isToldByDocument(entry);
  const isToldByDocument = (entry: IntakeEntry) =>
    route.view === "document" &&
    entry.received !== null &&
    (entries.length === 1 || !isActive(entry)) &&
    route.id === entry.received.documentId;
  const shown = entries.filter((entry) => !isTold(entry));
  // good news needs no answer: it goes by itself
  const isSettled = entries.length > 0 && entries.every((entry) => !isActive(entry) && problemOf(entry) === null);
  useEffect(() => {
    if (!isSettled) return undefined;
    const timer = setTimeout(() => intake.clear(), goneAfterMs);
    return () => clearTimeout(timer);
  }, [isSettled, intake]);
  if (shown.length === 0) return null;
  return (
    <section
      aria-label={t("drop.showAll")}
      className="fixed top-14 right-4 z-40 flex max-h-[60vh] w-96 max-w-[calc(100vw-2rem)] flex-col rounded-card border border-line bg-surface shadow-float"
    >
      <header className="flex items-center justify-between py-1.5 pr-1.5 pl-4">
        <h2 className="font-semibold">
          {shown.some(isActive)
            ? t("drop.title", { count: shown.length })
            : t("drop.titleDone", { count: shown.length })}
        </h2>
        <IconButton
          icon={X}
          size="small"
          label={t("drop.clear")}
          isDisabled={shown.some(isActive)}
          onPress={() => intake.clear()}
        />
      </header>
      <ul className="min-h-0 overflow-auto border-t border-line">
        {shown.map((entry) => (
          <IntakeRow key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function isOfModel({ received, name }: IntakeEntry): boolean {
  return received?.kind === "model" || /\.gguf$/i.test(name);
}

function IntakeRow({ entry }: { entry: IntakeEntry }) {
  const { t } = useTranslation();
  const words = useWords();
  const intake = useIntake();
  const { text, value } = useStageWords(entry);
  const problem = problemOf(entry);
  const active = isActive(entry);
  const documentId = entry.received?.documentId ?? null;
  const isModel = isOfModel(entry);
  const collectionId = entry.received?.kind === "collection" ? entry.received.collectionId : null;
  const Icon = problem ? CircleAlert : active ? (isModel ? Box : collectionId ? Folder : FileText) : Check;
  const open = isModel
    ? () => navigate({ view: "models" })
    : documentId
      ? () => openDocument(documentId)
      : collectionId
        ? () => openCollection(collectionId)
        : null;
  return (
    <li className="flex gap-3 px-4 py-2.5 not-first:border-t not-first:border-line">
      <Icon
        aria-hidden
        size={16}
        strokeWidth={1.8}
        className={`mt-0.5 shrink-0 ${problem ? "text-danger" : active ? "text-muted" : "text-good"}`}
      />
      <div className="min-w-0 flex-1" role={problem ? "alert" : undefined}>
        {open && (!problem || documentId !== null) ? (
          <AriaButton
            onPress={open}
            className="block max-w-full truncate rounded-small font-medium data-hovered:underline"
          >
            {entry.name}
          </AriaButton>
        ) : (
          <p className="truncate font-medium">{entry.name}</p>
        )}
        {problem ? (
          <>
            <p className="text-small">{words.error(problem)}</p>
            <p className="mt-0.5 font-mono text-small text-muted">{problem.code}</p>
          </>
        ) : (
          <p className="text-small text-muted">{text}</p>
        )}
        {active ? (
          <div className="mt-1.5">
            <ProgressLine label={`${entry.name}: ${text}`} value={value} />
          </div>
        ) : null}
      </div>
      {active ? (
        <IconButton
          icon={X}
          size="small"
          label={t("drop.stop", { name: entry.name })}
          onPress={() => intake.stop(entry.id)}
        />
      ) : null}
    </li>
  );
}

/** What happens with the file now, in words, and how far it is (null: not known). */
function useStageWords(entry: IntakeEntry): { text: string; value: number | null } {
  const { t } = useTranslation();
  const formats = useFormats();
  const isModel = entry.received?.kind === "model";
  if (entry.isStopped) return { text: t("drop.stopped"), value: null };
  if (entry.folder) {
    const { done, total } = entry.folder;
    if (done === total) return { text: t("drop.filesAdded", { count: total }), value: 1 };
    return { text: `${t("drop.sending")} · ${t("drop.ofFiles", { done, total })}`, value: done / total };
  }
  if (!entry.received) {
    return entry.sent === 0
      ? { text: t("drop.queued"), value: null }
      : { text: `${t("drop.sending")} · ${formats.percent(entry.sent)}`, value: entry.sent };
  }
  const isCollection = entry.received.kind === "collection";
  if (!isActive(entry) && isCollection) return { text: t("drop.collectionAdded"), value: 1 };
  if (!isActive(entry)) return { text: isModel ? t("drop.modelAdded") : t("drop.added"), value: 1 };
  const progress = entry.job?.progress;
  const doing = isModel
    ? t("drop.importing")
    : progress?.stage === "queued"
      ? t("drop.queued")
      : progress?.stage === "recognizing"
        ? t("drop.recognizing")
        : t("drop.reading");
  if (isCollection) return { text: t("drop.unpacking", { count: progress?.done ?? 0 }), value: null };
  if (!progress || progress.total === 0) return { text: doing, value: null };
  const share = progress.done / progress.total;
  const amount =
    (progress.stage === "reading" || progress.stage === "recognizing") && !isModel
      ? t("drop.ofPages", { done: progress.done, total: progress.total })
      : formats.percent(share);
  return { text: `${doing} · ${amount}`, value: share };
}
