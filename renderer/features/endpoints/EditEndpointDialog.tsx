import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Endpoint } from "../../../electron/contract/endpoints.ts";
import { useApi } from "../../lib/api.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ColourSelect, KeyField, LimitFields, NameField, type SaidLimits, TaskSwitches } from "./EndpointFields.tsx";

/** Changes what a person says of an endpoint. Its address stays: another server is another endpoint. */
export function EditEndpointDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose(): void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const { id, hasKey, certificate } = endpoint;
  const [name, setName] = useState(endpoint.name);
  const [key, setKey] = useState("");
  const [tasks, setTasks] = useState(endpoint.tasks);
  const [colour, setColour] = useState(endpoint.colour);
  const [limits, setLimits] = useState<SaidLimits>({
    contextTokens: endpoint.contextTokens,
    parallel: endpoint.parallel,
  });

  async function save() {
    const isDone = await act(() =>
      api.endpoints.update({
        id,
        name: name.trim(),
        tasks: [...tasks],
        colour,
        ...limits,
        ...(key.trim() !== "" && { key: key.trim() }),
      }),
    );
    if (isDone) onClose();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("endpoints.changeTitle", { name: endpoint.name })}
      width="max-w-xl"
      actions={
        <>
          {hasKey ? (
            <Button
              kind="quiet"
              onPress={() =>
                void act(() => api.endpoints.update({ id, key: null })).then((isDone) => isDone && onClose())
              }
            >
              {t("endpoints.forgetKey")}
            </Button>
          ) : null}
          <Button kind="quiet" onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button kind="primary" onPress={() => void save()} isDisabled={name.trim() === ""}>
            {t("endpoints.save")}
          </Button>
        </>
      }
    >
      <div className="mt-4 flex flex-col gap-4 text-ink">
        <NameField value={name} onChange={setName} />
        <KeyField label={t(hasKey ? "endpoints.otherKey" : "endpoints.key")} value={key} onChange={setKey} />
        <TaskSwitches chosen={tasks} onChange={(chosen) => setTasks([...chosen])} />
        <LimitFields label={t("endpoints.limits")} value={limits} onChange={setLimits} />
        <ColourSelect value={colour} onChange={setColour} />
        {certificate === null ? null : (
          <div>
            <p className="font-medium">{t("endpoints.fingerprint")}</p>
            <p className="font-mono text-small wrap-anywhere text-muted">{certificate}</p>
            <Button
              size="small"
              className="mt-2"
              onPress={() =>
                void act(() => api.endpoints.update({ id, certificate: null })).then((isDone) => isDone && onClose())
              }
            >
              {t("endpoints.forgetCertificate")}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
