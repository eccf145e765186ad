import { useState } from "react";
import { HardDriveDownload, LockKeyhole, Plus, Server } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "../../../electron/contract/models.ts";
import { usePerform } from "../../app/actions/appActions.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { useCatalogue, useDownloads, useFoundModels, useModels } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { EmptyNote } from "../../ui/EmptyNote.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { LoneAdapters } from "./AdapterList.tsx";
import { CatalogueList } from "./CatalogueList.tsx";
import { DownloadList } from "./DownloadList.tsx";
import { FoundList } from "./FoundList.tsx";
import { HubSearch } from "./HubSearch.tsx";
import { LlamaServerSection } from "./LlamaServerSection.tsx";
import { ModelCard } from "./ModelCard.tsx";
import { TaskModels } from "./TaskModels.tsx";
import { type Connect, useConnecting } from "./useConnecting.tsx";

/** The models of this computer, those that are on their way, and those that could be got. */
export function ModelsView() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const perform = usePerform();
  const { data: models, error } = useModels();
  const downloads = useDownloads().data?.filter(({ state, checkedBy }) => state !== "done" || checkedBy === "size");
  const found = useFoundModels().data;
  const { connect, question } = useConnecting();
  const [leaving, setLeaving] = useState<Model | null>(null);

  async function remove({ id, name }: Model) {
    if (await act(() => api.models.remove({ id }))) toasts.show({ text: t("models.removed", { name }) });
  }

  return (
    <Page
      title={t("models.title")}
      actions={
        <div className="flex flex-wrap gap-2">
          <Button kind="quiet" onPress={() => perform("openBundle")}>
            <HardDriveDownload aria-hidden size={16} strokeWidth={1.8} />
            {t("actions.openBundle")}
          </Button>
          <Button kind="quiet" onPress={() => perform("openEndpoints")}>
            <Server aria-hidden size={16} strokeWidth={1.8} />
            {t("endpoints.title")}
          </Button>
          <Button onPress={() => perform("addFiles")}>
            <Plus aria-hidden size={16} strokeWidth={1.8} />
            {t("models.add")}
          </Button>
        </div>
      }
    >
      <p className="mt-2 max-w-prose text-muted">{t("models.text")}</p>
      {error ? (
        <div className="mt-6">
          <ProblemNote problem={callError(error).toProblem()} />
        </div>
      ) : null}
      {!models && !error ? (
        <div className="mt-6">
          <ProgressLine label={t("common.loading")} value={null} />
        </div>
      ) : null}
      {downloads && downloads.length > 0 ? <DownloadList downloads={downloads} connect={connect} /> : null}
      <h2 className="mt-8 text-lead font-semibold">{t("models.here")}</h2>
      {models?.length === 0 ? (
        <EmptyNote className="mt-3" title={t("models.none")} text={t("models.noneText")} />
      ) : null}
      <ul aria-label={t("models.here")} className="mt-3 flex flex-col gap-4">
        {models?.map((model) => (
          <li key={model.id}>
            <ModelCard model={model} onRemove={() => setLeaving(model)} />
          </li>
        ))}
      </ul>
      <TaskModels />
      <LlamaServerSection />
      <LoneAdapters />
      {found && found.length > 0 ? <FoundList models={found} /> : null}
      <MoreModels connect={connect} />
      {question}
      <ConfirmDialog
        isOpen={leaving !== null}
        isDanger
        title={t("models.removeTitle")}
        confirm={t("models.remove")}
        onConfirm={() => leaving && void remove(leaving)}
        onClose={() => setLeaving(null)}
      >
        {leaving ? t("models.removeText", { name: leaving.name, size: leaving.bytes }) : null}
      </ConfirmDialog>
    </Page>
  );
}

/** The list that comes along, and the hub. */
function MoreModels({ connect }: { connect: Connect }) {
  const { t } = useTranslation();
  const { data: catalogue, error } = useCatalogue();
  const { isLocked } = useOfflineLock();
  return (
    <section aria-labelledby="more-models" className="mt-10">
      <h2 id="more-models" className="text-lead font-semibold">
        {t("catalogue.title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted">{t("catalogue.text")}</p>
      {isLocked ? (
        <p className="mt-2 flex items-start gap-2 text-small text-muted">
          <LockKeyhole aria-hidden size={15} strokeWidth={1.8} className="mt-0.5 shrink-0" />
          {t("catalogue.locked")}
        </p>
      ) : null}
      <HubSearch connect={connect}>
        {error ? (
          <ProblemNote problem={callError(error).toProblem()} />
        ) : catalogue ? (
          <CatalogueList {...catalogue} connect={connect} />
        ) : (
          <ProgressLine label={t("common.loading")} value={null} />
        )}
      </HubSearch>
    </section>
  );
}
