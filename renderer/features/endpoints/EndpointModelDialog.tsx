import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EndpointModel } from "../../../electron/contract/endpoints.ts";
import { useApi } from "../../lib/api.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { LimitFields, type SaidLimits } from "./EndpointFields.tsx";

/** Changes what a person says of one model of an endpoint, which counts before what is said of all of them. */
export function EndpointModelDialog({ model, onClose }: { model: EndpointModel; onClose(): void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const { id, name, contextTokens, parallel } = model;
  const [limits, setLimits] = useState<SaidLimits>({ contextTokens, parallel });
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("endpoints.changeTitle", { name })}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            kind="primary"
            onPress={() =>
              void act(() => api.endpoints.setModel({ id, ...limits })).then((isDone) => isDone && onClose())
            }
          >
            {t("endpoints.save")}
          </Button>
        </>
      }
    >
      <div className="mt-4 text-ink">
        <LimitFields label={t("endpoints.limitsOfModel")} value={limits} onChange={setLimits} />
      </div>
    </Dialog>
  );
}
