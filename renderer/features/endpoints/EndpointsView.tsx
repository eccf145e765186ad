import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Endpoint, EndpointModel } from "../../../electron/contract/endpoints.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useEndpoints } from "../../lib/endpoints.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { EmptyNote } from "../../ui/EmptyNote.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { AddEndpointDialog } from "./AddEndpointDialog.tsx";
import { EditEndpointDialog } from "./EditEndpointDialog.tsx";
import { EndpointCard } from "./EndpointCard.tsx";
import { EndpointModelDialog } from "./EndpointModelDialog.tsx";

/** The servers whose models are used beside those of this computer. */
export function EndpointsView() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const { data: endpoints, error } = useEndpoints();
  const [isAdding, setIsAdding] = useState(false);
  const [changing, setChanging] = useState<Endpoint | null>(null);
  const [changingModel, setChangingModel] = useState<EndpointModel | null>(null);
  const [leaving, setLeaving] = useState<Endpoint | null>(null);
  const [testing, setTesting] = useState<readonly string[]>([]);

  async function test(id: string) {
    setTesting((all) => [...all, id]);
    await act(() => api.endpoints.test({ id }));
    setTesting((all) => all.filter((other) => other !== id));
  }

  async function remove({ id, name }: Endpoint) {
    if (await act(() => api.endpoints.remove({ id }))) toasts.show({ text: t("endpoints.removed", { name }) });
  }

  return (
    <Page
      title={t("endpoints.title")}
      actions={
        <Button onPress={() => setIsAdding(true)}>
          <Plus aria-hidden size={16} strokeWidth={1.8} />
          {t("endpoints.add")}
        </Button>
      }
    >
      <p className="mt-2 max-w-prose text-muted">{t("endpoints.text")}</p>
      {error ? (
        <div className="mt-6">
          <ProblemNote problem={callError(error).toProblem()} />
        </div>
      ) : null}
      {!endpoints && !error ? (
        <div className="mt-6">
          <ProgressLine label={t("common.loading")} value={null} />
        </div>
      ) : null}
      {endpoints?.length === 0 ? (
        <EmptyNote className="mt-6" title={t("endpoints.none")} text={t("endpoints.noneText")} />
      ) : null}
      <ul aria-label={t("endpoints.title")} className="mt-6 flex flex-col gap-4">
        {endpoints?.map((endpoint) => (
          <li key={endpoint.id}>
            <EndpointCard
              endpoint={endpoint}
              isTesting={testing.includes(endpoint.id)}
              onTest={() => void test(endpoint.id)}
              onTrust={(certificate) =>
                void act(() => api.endpoints.update({ id: endpoint.id, certificate })).then((isDone) =>
                  isDone ? test(endpoint.id) : undefined,
                )
              }
              onChange={() => setChanging(endpoint)}
              onChangeModel={setChangingModel}
              onEnable={(enabled) => void act(() => api.endpoints.update({ id: endpoint.id, enabled }))}
              onRemove={() => setLeaving(endpoint)}
            />
          </li>
        ))}
      </ul>
      {isAdding ? (
        <AddEndpointDialog
          onClose={(added) => {
            setIsAdding(false);
            if (added && added.problem === null) void test(added.id);
          }}
        />
      ) : null}
      {changing ? <EditEndpointDialog endpoint={changing} onClose={() => setChanging(null)} /> : null}
      {changingModel ? <EndpointModelDialog model={changingModel} onClose={() => setChangingModel(null)} /> : null}
      <ConfirmDialog
        isOpen={leaving !== null}
        isDanger
        title={t("endpoints.removeTitle")}
        confirm={t("endpoints.remove")}
        onConfirm={() => leaving && void remove(leaving)}
        onClose={() => setLeaving(null)}
      >
        {leaving ? t("endpoints.removeText", { name: leaving.name }) : null}
      </ConfirmDialog>
    </Page>
  );
}
