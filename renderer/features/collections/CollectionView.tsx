import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FileDown, FilePlus2, Folder, ListChecks, MessageSquare, Table2 } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import type { CollectionDetail, CollectionSummary } from "../../../electron/contract/collections.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useCollection } from "../../lib/queries.ts";
import { openChat, openCheck, openNewTable } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { useIntake, useChooseFiles } from "../library/index.ts";
import { MemberTable } from "./MemberTable.tsx";
import { QueueBar } from "./QueueBar.tsx";
import { queueFacts } from "./queueWords.ts";
import { ExportItems } from "../export/index.ts";
import { FolderPanel, FollowButton } from "../watchedFolders/index.ts";
import { SetSection } from "./SetSection.tsx";

/** A collection: the summary of the set, the queue of the summaries, its documents, and what was not taken. */
export function CollectionView({ id }: { id: string }) {
  const { t } = useTranslation();
  const collection = useCollection(id);
  if (collection.error) {
    return (
      <div className="mx-auto max-w-2xl p-8">
        <ProblemNote problem={callError(collection.error).toProblem()} />
      </div>
    );
  }
  if (!collection.data) return <ProgressLine label={t("common.loading")} value={null} />;
  return <Loaded collection={collection.data} />;
}

function Loaded({ collection }: { collection: CollectionDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const { id, title, members, skipped } = collection;
  const addFiles = useAddFiles(collection);
  useReceiver(addFiles);
  const chooseFiles = useChooseFiles(addFiles);
  const summary = useSetSummary(collection);
  const parts = useMemo(() => new Map((summary?.parts ?? []).map((part) => [part.documentId, part])), [summary]);
  return (
    <div
      tabIndex={0}
      aria-label={t("collections.label")}
      role="region"
      className="h-full overflow-auto -outline-offset-2"
    >
      <div className="mx-auto max-w-4xl px-8 pt-8 pb-16">
        <header>
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
            <h1 className="min-w-0 flex-1 basis-72 font-serif text-title font-semibold wrap-anywhere">{title}</h1>
            <div className="flex flex-wrap gap-2">
              <AskButton collection={collection} />
              <Button size="small" isDisabled={members.length === 0} onPress={() => openNewTable([], id)}>
                <Table2 aria-hidden size={15} strokeWidth={1.8} />
                {t("collections.askSame")}
              </Button>
              <Button size="small" isDisabled={members.length === 0} onPress={() => openCheck([], id)}>
                <ListChecks aria-hidden size={15} strokeWidth={1.8} />
                {t("actions.checkText")}
              </Button>
              <Button size="small" onPress={chooseFiles}>
                <FilePlus2 aria-hidden size={15} strokeWidth={1.8} />
                {t("collections.addFiles")}
              </Button>
              <FollowButton id={id} />
              <ExportMenu id={id} isDisabled={members.length === 0} />
            </div>
          </div>
          <Facts collection={collection} />
        </header>
        {members.length === 0 && collection.intakeJobId === null ? (
          <div className="mt-8 flex flex-col items-center rounded-card border border-dashed border-edge bg-rail px-8 py-10 text-center">
            <Folder aria-hidden size={32} strokeWidth={1.3} className="text-accent" />
            <p className="mt-3 text-lead font-semibold">{t("collections.empty")}</p>
            <p className="mt-1 text-small text-muted">{t("collections.emptyText")}</p>
          </div>
        ) : null}
        <FolderPanel id={id} />
        <QueueBar collection={collection} />
        {members.length > 0 ? <SetSection collection={collection} summary={summary} /> : null}
        {members.length > 0 ? (
          <section className="mt-8">
            <h2 className="mb-1 text-lead font-semibold">{t("collections.table.title")}</h2>
            <MemberTable collection={collection} parts={parts} />
          </section>
        ) : null}
        {skipped.length > 0 ? (
          <div className="mt-6 -ml-5">
            <Disclosure
              level={2}
              defaultExpanded={members.length === 0}
              title={t("collections.skipped", { count: skipped.length })}
            >
              <ul className="flex flex-col gap-1.5">
                {skipped.map(({ path, problem }) => (
                  <li key={path} className="text-small">
                    <span className="font-medium wrap-anywhere">{path}</span>
                    <span className="text-muted">
                      : {words.error(problem)} <span className="font-mono">{problem.code}</span>
                    </span>
                  </li>
                ))}
              </ul>
            </Disclosure>
          </div>
        ) : null}
      </div>
    </div>
  );
}

function Facts({ collection }: { collection: CollectionDetail }) {
  const { t } = useTranslation();
  const { members, intakeJobId } = collection;
  const { reading, unreadable } = queueFacts(collection);
  const pages = members.reduce((sum, { document }) => sum + document.pages, 0);
  const parts = [
    t("collections.documents", { count: members.length }),
    t("collections.pages", { count: pages }),
    ...(intakeJobId === null ? [] : [t("collections.filling")]),
    ...(reading > 0 ? [t("collections.reading", { count: reading })] : []),
    ...(unreadable > 0 ? [t("collections.unread", { count: unreadable })] : []),
  ];
  return (
    <p role="status" className="mt-1 text-muted">
      {parts.join(" · ")}
    </p>
  );
}

/** Opens a new chat with all documents that were read attached. */
function AskButton({ collection }: { collection: CollectionDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const ready = collection.members.filter(({ document }) => document.status === "ready");
  return (
    <Button
      size="small"
      kind="primary"
      isDisabled={ready.length === 0}
      onPress={() =>
        void act(async () => {
          const documentIds = ready.map(({ document }) => document.id);
          openChat((await api.conversations.create({ documentIds })).id);
        })
      }
    >
      <MessageSquare aria-hidden size={15} strokeWidth={1.8} />
      {t("collections.askAll")}
    </Button>
  );
}

function ExportMenu({ id, isDisabled }: { id: string; isDisabled: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  return (
    <Menu
      aria-label={t("collections.export")}
      trigger={
        <Button size="small" isDisabled={isDisabled}>
          <FileDown aria-hidden size={15} strokeWidth={1.8} />
          {t("collections.export")}
        </Button>
      }
    >
      <ExportItems thing="collection" make={(format) => api.collections.export({ id, format })} />
    </Menu>
  );
}

/** Made anew when something changes, but not while documents are still coming in: each of them would change it. */
function useSetSummary({ id, members, intakeJobId }: CollectionDetail): CollectionSummary | null {
  const api = useApi();
  const isGrowing = intakeJobId !== null || members.some(({ document }) => document.status === "reading");
  const summary = useQuery({
    queryKey: keys.collectionSummary(id),
    queryFn: ({ signal }) => api.collections.summary({ id }, { signal }),
    enabled: !isGrowing && members.length > 0,
    placeholderData: keepPreviousData,
  });
  return summary.data ?? null;
}

/** Files that are chosen or dropped here join this collection. */
function useAddFiles({ id, title }: CollectionDetail): (files: readonly File[]) => void {
  const intake = useIntake();
  return useCallback(
    (files: readonly File[]) =>
      intake.addFolder({ name: title, files: files.map((file) => ({ file, path: file.name })) }, id),
    [intake, id, title],
  );
}

function useReceiver(receiver: (files: readonly File[]) => void): void {
  const intake = useIntake();
  useEffect(() => intake.receiveWith(receiver), [intake, receiver]);
}
