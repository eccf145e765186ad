import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type TuningKind, tuningKinds } from "../../../electron/contract/tuning.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useCollections } from "../../lib/queries.ts";
import { saveExport } from "../../lib/saveExport.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";

/** Everything, or what was done in so many days. */
const spans = ["all", "7", "30", "365"] as const;
type SpanOfDays = (typeof spans)[number];
const dayMs = 24 * 60 * 60 * 1000;

/** What was corrected, approved and found good is chosen, looked at and saved for who trains a model. */
export function TuningDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const collections = useCollections().data ?? [];
  const [openedAt] = useState(() => Date.now());
  const [kinds, setKinds] = useState<readonly TuningKind[]>(tuningKinds);
  const [collectionId, setCollectionId] = useState("");
  const [span, setSpan] = useState<SpanOfDays>("all");
  const choice = {
    kinds: [...kinds],
    collectionId: collectionId === "" ? null : collectionId,
    since: span === "all" ? null : openedAt - Number(span) * dayMs,
  };
  const { data: preview, error } = useQuery({
    queryKey: [...keys.costs, "tuning", choice],
    queryFn: ({ signal }) => api.tuning.preview(choice, { signal }),
    enabled: kinds.length > 0,
    gcTime: 0,
  });
  const save = async (): Promise<void> => {
    if (await act(async () => saveExport(await api.tuning.export(choice)))) onClose();
  };
  return (
    <Dialog
      isOpen
      width="max-w-2xl"
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("costs.tuning.title")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button
            kind="primary"
            isDisabled={kinds.length === 0 || !preview || preview.lines === 0}
            onPress={() => void save()}
          >
            {t("costs.tuning.save")}
          </Button>
        </>
      }
    >
      <p className="text-pretty">{t("costs.tuning.text")}</p>
      <div className="mt-4 flex flex-col gap-2.5 text-ink">
        {tuningKinds.map((kind) => (
          <Switch
            key={kind}
            isSelected={kinds.includes(kind)}
            onChange={(isWanted) =>
              setKinds(tuningKinds.filter((each) => (each === kind ? isWanted : kinds.includes(each))))
            }
          >
            {t(`costs.tuning.kinds.${kind}`)}
            {preview && kinds.includes(kind) ? (
              <span className="text-muted"> · {t("costs.tuning.lines", { count: preview.counts[kind] })}</span>
            ) : null}
          </Switch>
        ))}
      </div>
      <div className="mt-4 grid gap-3 text-ink sm:grid-cols-2">
        <Select
          label={t("costs.tuning.documents")}
          value={collectionId}
          onChange={setCollectionId}
          choices={[
            { id: "", label: t("costs.tuning.allDocuments") },
            ...collections.map(({ id, title }) => ({ id, label: title })),
          ]}
        />
        <Select<SpanOfDays>
          label={t("costs.tuning.since")}
          value={span}
          onChange={setSpan}
          choices={spans.map((id) => ({ id, label: t(`costs.tuning.spans.${id}`) }))}
        />
      </div>
      {error ? (
        <div className="mt-4">
          <ProblemNote problem={callError(error).toProblem()} />
        </div>
      ) : null}
      {!preview && !error && kinds.length > 0 ? (
        <div className="mt-4">
          <ProgressLine label={t("common.loading")} value={null} />
        </div>
      ) : null}
      {preview ? (
        <div className="mt-4">
          <p role="status" className={preview.lines > 0 ? "text-warn" : ""}>
            {preview.lines === 0
              ? t("costs.tuning.none")
              : t("costs.tuning.holds", { count: preview.lines, documents: preview.documents, size: preview.bytes })}
          </p>
          {preview.first.length > 0 ? (
            <pre
              tabIndex={0}
              aria-label={t("costs.tuning.first")}
              className="mt-2 max-h-40 overflow-auto rounded-control bg-sunken p-3 font-mono text-small whitespace-pre-wrap text-ink wrap-anywhere"
            >
              {preview.first.map((line) => (line.length > 700 ? `${line.slice(0, 700)}…` : line)).join("\n\n")}
            </pre>
          ) : null}
        </div>
      ) : null}
    </Dialog>
  );
}
