import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Adapter } from "../../../electron/contract/adapters.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { useAdapters } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import { Switch } from "../../ui/Switch.tsx";

/** The LoRA adapters that fit a model, on its card; nothing where there is none. */
export function AdapterList({ modelId }: { modelId: string }) {
  const { t } = useTranslation();
  const fitting = (useAdapters().data ?? []).filter(({ models }) => models.some(({ id }) => id === modelId));
  if (fitting.length === 0) return null;
  return (
    <section aria-label={t("models.adapters.title")} className="mt-4 border-t border-line pt-3">
      <h3 className="font-medium">{t("models.adapters.title")}</h3>
      <p className="max-w-prose text-small text-muted text-pretty">{t("models.adapters.text")}</p>
      <ul className="mt-2 divide-y divide-line">
        {fitting.map((adapter) => (
          <AdapterLine key={adapter.id} adapter={adapter} modelId={modelId} />
        ))}
      </ul>
    </section>
  );
}

/** Adapters that fit no model that is installed. */
export function LoneAdapters() {
  const { t } = useTranslation();
  const lone = (useAdapters().data ?? []).filter(({ models }) => models.length === 0);
  if (lone.length === 0) return null;
  return (
    <section aria-label={t("models.adapters.lone")} className="mt-8">
      <h2 className="text-lead font-semibold">{t("models.adapters.lone")}</h2>
      <p className="mt-1 max-w-prose text-small text-muted text-pretty">{t("models.adapters.loneText")}</p>
      <ul className="mt-3 divide-y divide-line rounded-card border border-line bg-surface px-5">
        {lone.map((adapter) => (
          <AdapterLine key={adapter.id} adapter={adapter} modelId={null} />
        ))}
      </ul>
    </section>
  );
}

function AdapterLine({ adapter, modelId }: { adapter: Adapter; modelId: string | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const [isLeaving, setLeaving] = useState(false);
  const use = adapter.models.find(({ id }) => id === modelId);
  const set = (change: { active?: boolean; scale?: number }) => {
    if (use) void act(() => api.adapters.set({ ...use, ...change, id: adapter.id, modelId: use.id }));
  };
  const facts = [
    t("models.adapters.of", { base: adapter.baseName ?? adapter.architecture }),
    t("models.adapters.rank", { rank: adapter.rank }),
    formats.bytes(adapter.bytes),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-48 flex-1">
        {use ? (
          <Switch isSelected={use.active} onChange={(active) => set({ active })}>
            <span className="wrap-anywhere">{adapter.name}</span>
          </Switch>
        ) : (
          <span className="wrap-anywhere">{adapter.name}</span>
        )}
        <p className={`text-small text-muted wrap-anywhere ${use ? "pl-12" : ""}`}>{facts.join(" · ")}</p>
        {adapter.isThere ? null : (
          <p className={`text-small text-warn ${use ? "pl-12" : ""}`}>{t("models.adapters.gone")}</p>
        )}
      </div>
      {use ? (
        <div className="flex items-center gap-2">
          <span aria-hidden className={`text-small text-muted ${use.active ? "" : "opacity-50"}`}>
            {t("models.adapters.scaleLabel")}
          </span>
          <NumberField
            label={t("models.adapters.scale", { name: adapter.name })}
            isLabelHidden
            value={use.scale}
            minValue={0}
            maxValue={2}
            step={0.05}
            isDisabled={!use.active}
            onChange={(scale) => set({ scale })}
          />
        </div>
      ) : null}
      <IconButton
        icon={Trash2}
        label={t("models.adapters.remove", { name: adapter.name })}
        onPress={() => setLeaving(true)}
      />
      <ConfirmDialog
        isOpen={isLeaving}
        isDanger
        title={t("models.adapters.removeTitle")}
        confirm={t("models.remove")}
        onConfirm={() => void act(() => api.adapters.remove({ id: adapter.id }))}
        onClose={() => setLeaving(false)}
      >
        {t("models.adapters.removeText", { name: adapter.name })}
      </ConfirmDialog>
    </li>
  );
}
