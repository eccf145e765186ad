import { useState } from "react";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "../../../electron/contract/models.ts";
import { usePerform } from "../../app/actions/appActions.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useModels } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { LoneAdapters } from "./AdapterList.tsx";
import { ModelCard } from "./ModelCard.tsx";

/** The models of this computer: which there are, how they fit, which one is used. */
export function ModelsView() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const perform = usePerform();
  const { data: models, error } = useModels();
  const [leaving, setLeaving] = useState<Model | null>(null);

  async function remove({ id, name }: Model) {
    if (await act(() => api.models.remove({ id }))) toasts.show({ text: t("models.removed", { name }) });
  }

  return (
    <Page
      title={t("models.title")}
      actions={
        <Button onPress={() => perform("addFiles")}>
          <Plus aria-hidden size={16} strokeWidth={1.8} />
          {t("models.add")}
        </Button>
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
      {models?.length === 0 ? (
        <div className="mt-8 rounded-card border border-dashed border-edge bg-rail px-8 py-12 text-center">
          <p className="text-lead font-semibold">{t("models.none")}</p>
          <p className="mt-1 text-muted">{t("models.noneText")}</p>
        </div>
      ) : null}
      <ul className="mt-8 flex flex-col gap-4">
        {models?.map((model) => (
          <li key={model.id}>
            <ModelCard model={model} onRemove={() => setLeaving(model)} />
          </li>
        ))}
      </ul>
      <LoneAdapters />
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
