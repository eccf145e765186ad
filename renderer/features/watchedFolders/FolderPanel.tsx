import { FolderSync, RefreshCw, SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WatchedFolder } from "../../../electron/contract/watchedFolders.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { useWatchedFolder } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { DayDigest } from "./DayDigest.tsx";
import { RulesDialog } from "./RulesDialog.tsx";

/** The folder that a collection follows: how it stands, its rules, and what a day brought. */
export function FolderPanel({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const folder = useWatchedFolder(id);
  const [asksRules, setAsksRules] = useState(false);
  if (folder === null) return null;
  const isAtWork = folder.state === "looking" || folder.state === "settling" || folder.state === "taking";
  return (
    <section
      aria-label={t("watchedFolder.label")}
      className="mt-5 rounded-card border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <FolderSync aria-hidden size={18} strokeWidth={1.6} className="shrink-0 text-accent" />
        <div className="min-w-0 flex-1 basis-64">
          <p className="font-medium wrap-anywhere">{folder.path}</p>
          <p role="status" className="text-small text-muted">
            <StateWords folder={folder} />
          </p>
        </div>
        <Button size="small" isDisabled={isAtWork} onPress={() => void act(() => api.watchedFolders.scan({ id }))}>
          <RefreshCw aria-hidden size={14} strokeWidth={1.8} />
          {t("watchedFolder.look")}
        </Button>
        <Button size="small" onPress={() => setAsksRules(true)}>
          <SlidersHorizontal aria-hidden size={14} strokeWidth={1.8} />
          {t("watchedFolder.rules")}
        </Button>
        <Button size="small" onPress={() => void act(() => api.watchedFolders.remove({ id }))}>
          <X aria-hidden size={14} strokeWidth={1.8} />
          {t("watchedFolder.stop")}
        </Button>
      </div>
      {folder.progress ? (
        <div className="mt-2.5">
          <ProgressLine
            label={t("watchedFolder.label")}
            value={folder.progress.total === 0 ? null : folder.progress.done / folder.progress.total}
          />
        </div>
      ) : null}
      {folder.problem ? (
        <div className="mt-3">
          <ProblemNote problem={folder.problem} />
        </div>
      ) : null}
      <DayDigest id={id} />
      {asksRules ? <RulesDialog folder={folder} onClose={() => setAsksRules(false)} /> : null}
    </section>
  );
}

function StateWords({ folder }: { readonly folder: WatchedFolder }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { state, by, files, unsettled, progress, lookedAt } = folder;
  const parts = [
    state === "taking" && progress
      ? t("watchedFolder.taking", { done: progress.done, total: progress.total })
      : t(`watchedFolder.state.${state}`),
    t("watchedFolder.files", { count: files }),
    ...(unsettled > 0 ? [t("watchedFolder.unsettled", { count: unsettled })] : []),
    ...(lookedAt === null ? [] : [t("watchedFolder.looked", { time: formats.moment(lookedAt) })]),
    ...(by === "interval" && state !== "off" ? [t("watchedFolder.byInterval")] : []),
  ];
  return parts.join(" · ");
}
