import { ArrowUpToLine, Pause, Play, X } from "lucide-react";
import { useState } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Download } from "../../../electron/contract/downloads.ts";
import { leftWords } from "../../i18n/timeWords.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { useSettings } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Select } from "../../ui/Select.tsx";
import { shareOf } from "./GetButton.tsx";
import { HubToken } from "./HubToken.tsx";
import type { Connect } from "./useConnecting.tsx";

interface DownloadListProps {
  /** in the order of the queue */
  readonly downloads: readonly Download[];
  readonly connect: Connect;
}

/** What is being fetched: how far it is, what is left, and what can be done about it. */
export function DownloadList({ downloads, connect }: DownloadListProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [leaving, setLeaving] = useState<Download | null>(null);
  return (
    <section aria-labelledby="downloads" className="mt-8">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="downloads" className="text-lead font-semibold">
          {t("catalogue.downloads.title")}
        </h2>
        <SpeedLimit />
      </div>
      <ul aria-labelledby="downloads" className="mt-2 divide-y divide-line rounded-card border border-line bg-surface">
        {downloads.map((download, index) => (
          <DownloadItem
            key={download.id}
            download={download}
            isFirst={index === 0}
            connect={connect}
            onCancel={() =>
              download.received > 0 && download.state !== "done"
                ? setLeaving(download)
                : void act(() => api.downloads.cancel({ id: download.id }))
            }
          />
        ))}
      </ul>
      <ConfirmDialog
        isOpen={leaving !== null}
        isDanger
        title={t("catalogue.downloads.cancelTitle")}
        confirm={t("catalogue.downloads.stop")}
        onConfirm={() => leaving && void act(() => api.downloads.cancel({ id: leaving.id }))}
        onClose={() => setLeaving(null)}
      >
        {leaving ? t("catalogue.downloads.cancelText", { name: nameOf(leaving), received: leaving.received }) : null}
      </ConfirmDialog>
    </section>
  );
}

function DownloadItem({
  download,
  isFirst,
  connect,
  onCancel,
}: {
  download: Download;
  isFirst: boolean;
  connect: Connect;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const { id, state, problem } = download;
  const name = nameOf(download);
  const isRunning = state === "running" || state === "checking" || state === "waiting";
  const words = progressWords(download, t);
  return (
    <li aria-label={name} className="px-5 py-3">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium" title={`${download.repo}/${download.file}`}>
            {name}
          </p>
          <p className="text-small text-muted tabular-nums">{formats.list(words)}</p>
        </div>
        {isFirst || state === "done" ? null : (
          <IconButton
            icon={ArrowUpToLine}
            label={t("catalogue.downloads.first")}
            onPress={() => void act(() => api.downloads.order({ ids: [id] }))}
          />
        )}
        {state === "done" ? null : isRunning ? (
          <IconButton
            icon={Pause}
            label={t("catalogue.downloads.pause")}
            onPress={() => void act(() => api.downloads.pause({ id }))}
          />
        ) : (
          <IconButton
            icon={Play}
            label={t("catalogue.downloads.resume")}
            onPress={() => void connect(() => api.downloads.resume({ id }))}
          />
        )}
        <IconButton
          icon={X}
          label={t(state === "done" ? "catalogue.downloads.dismiss" : "catalogue.downloads.cancel")}
          onPress={onCancel}
        />
      </div>
      {state === "done" ? null : (
        <div className="mt-2">
          <ProgressLine label={t("catalogue.downloads.progress", { name })} value={shareOf(download)} />
        </div>
      )}
      {problem ? (
        <div className="mt-3">
          <ProblemNote problem={problem} />
          {problem.code === "HUB_GATED" ? (
            <HubToken onSaved={() => connect(() => api.downloads.resume({ id }))} />
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

/** "Downloading, 1.2 GB of 2.1 GB, 11 MB a second, about 2 minutes left" */
function progressWords(download: Download, t: TFunction): string[] {
  const { state, problem, received, bytes, bytesPerSecond, secondsLeft, silentSeconds } = download;
  if (state === "done") return [t("catalogue.downloads.states.done")];
  return [
    t(state === "running" && problem ? "catalogue.downloads.retrying" : `catalogue.downloads.states.${state}`),
    t("catalogue.downloads.received", { received, total: bytes }),
    ...(silentSeconds === null ? [] : [t("catalogue.downloads.silent", { count: silentSeconds })]),
    ...(state === "running" && bytesPerSecond !== null
      ? [t("catalogue.downloads.speed", { speed: bytesPerSecond })]
      : []),
    ...(state === "running" && secondsLeft !== null ? [leftWords(secondsLeft, t)] : []),
  ];
}

function nameOf({ file }: Download): string {
  return file.split("/").at(-1) ?? file;
}

/** Bytes a second that can be chosen. */
const limits = [500_000, 1e6, 2e6, 5e6, 10e6, 20e6];

function SpeedLimit() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const limit = useSettings().data?.downloadLimit;
  if (limit === undefined) return null;
  const offered = limit === null || limits.includes(limit) ? limits : [limit, ...limits];
  return (
    <Select
      label={t("catalogue.downloads.limit")}
      isLabelHidden
      kind="quiet"
      value={String(limit ?? 0)}
      choices={[
        { id: "0", label: t("catalogue.downloads.unlimited") },
        ...offered.map((speed) => ({ id: String(speed), label: t("catalogue.downloads.limited", { speed }) })),
      ]}
      onChange={(chosen) =>
        void act(() => api.downloads.setLimit({ bytesPerSecond: chosen === "0" ? null : Number(chosen) }))
      }
    />
  );
}
