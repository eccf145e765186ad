import { useState } from "react";
import { Label, RadioButton, RadioField, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { SummaryOptions } from "../../../electron/contract/summaries.ts";
import { useModels } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextField } from "../../ui/TextField.tsx";

const lengths = ["short", "standard", "detailed"] as const;
/** stands for the model of the settings */
const standardModel = "standard";

interface SummaryFormProps {
  readonly initial: SummaryOptions;
  readonly isBusy: boolean;
  /** a summary is shown already and stays in the list */
  readonly keepsOld: boolean;
  readonly onStart: (options: SummaryOptions, modelId: string | null) => void;
  readonly onCancel?: () => void;
}

/** What a new summary should be like. */
export function SummaryForm({ initial, isBusy, keepsOld, onStart, onCancel }: SummaryFormProps) {
  const { t } = useTranslation();
  const models = useModels().data ?? [];
  const [length, setLength] = useState(initial.length);
  const [focus, setFocus] = useState(initial.focus);
  const [modelId, setModelId] = useState(standardModel);
  return (
    <form
      className="flex flex-col gap-4 rounded-card border border-line bg-surface px-4 py-4"
      onSubmit={(event) => {
        event.preventDefault();
        onStart({ length, focus: focus.trim() }, modelId === standardModel ? null : modelId);
      }}
    >
      <div className="flex flex-wrap items-end gap-4">
        <RadioGroup
          value={length}
          onChange={(value) => setLength(lengths.find((known) => known === value) ?? "standard")}
          orientation="horizontal"
          className="flex flex-col gap-1"
        >
          <Label className="font-medium">{t("summary.controls.length")}</Label>
          <div className="flex h-9 rounded-control border border-edge bg-surface p-0.5">
            {lengths.map((value) => (
              <RadioField key={value} value={value} className="relative flex">
                <RadioButton className="flex items-center rounded-small px-3 text-muted transition-colors data-focus-visible:outline-2 data-focus-visible:outline-offset-2 data-focus-visible:outline-accent data-hovered:text-ink data-selected:bg-accent data-selected:text-on-accent">
                  {t(`summary.controls.${value}`)}
                </RadioButton>
              </RadioField>
            ))}
          </div>
        </RadioGroup>
        {models.length > 1 && (
          <Select
            label={t("summary.controls.model")}
            className="max-w-64"
            value={modelId}
            onChange={setModelId}
            choices={[
              { id: standardModel, label: t("summary.controls.defaultModel") },
              ...models.map((model) => ({
                id: model.id,
                label: model.name,
                detail: model.fit.reason,
                isDisabled: model.fit.verdict === "tooLarge",
              })),
            ]}
          />
        )}
      </div>
      <TextField
        label={t("summary.controls.focus")}
        description={t("summary.controls.focusHint")}
        value={focus}
        onChange={setFocus}
        maxLength={500}
        autoComplete="off"
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" isDisabled={isBusy}>
          {t("summary.controls.start")}
        </Button>
        {onCancel && (
          <Button kind="quiet" onPress={onCancel}>
            {t("summary.controls.cancel")}
          </Button>
        )}
        {keepsOld && <p className="text-small text-muted">{t("summary.controls.keepsOld")}</p>}
      </div>
    </form>
  );
}
