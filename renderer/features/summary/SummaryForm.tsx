import { useState } from "react";
import { Label, RadioButton, RadioField, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import {
  type ChoiceName,
  type RememberedName,
  standardOptions,
  summaryOptionNames,
  type SummaryOptions,
  summaryOptionsSchema,
  summaryOptionTable,
  textNames,
} from "../../../electron/contract/summaryOptions.ts";
import { useChoosableModels, useModelChoice } from "../../lib/endpoints.ts";
import { canWrite } from "../../lib/writingModels.ts";
import { Button } from "../../ui/Button.tsx";
import { EndpointChips } from "../endpoints/index.ts";
import { Select } from "../../ui/Select.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useRemembered } from "../../lib/remembered.ts";
import { ForecastLine } from "./ForecastLine.tsx";
import { formNames, useOptionWords } from "./optionWords.ts";
import { OptionsPopover } from "./OptionsPopover.tsx";

/** stands for the model of the settings */
const standardModel = "standard";

/** What one wants of summaries; a question and the kind of a document belong to that document. */
const rememberedSchema = summaryOptionsSchema.pick(
  Object.fromEntries(
    summaryOptionNames.filter((name) => summaryOptionTable[name].isRemembered).map((name) => [name, true]),
  ) as Record<RememberedName, true>,
);

interface SummaryFormProps {
  readonly documentId: string;
  /** of the summary shown, if there is one */
  readonly last: SummaryOptions | null;
  readonly standardLength: SummaryOptions["length"];
  readonly isBusy: boolean;
  readonly onStart: (options: SummaryOptions, modelId: string | null) => void;
  readonly onCancel?: () => void;
}

/** What a new summary should be like. It begins with what was chosen last. */
export function SummaryForm({ documentId, last, standardLength, isBusy, onStart, onCancel }: SummaryFormProps) {
  const { t } = useTranslation();
  const words = useOptionWords();
  const choiceOf = useModelChoice();
  const models = (useChoosableModels("summaries") ?? []).filter(canWrite);
  const [remembered, setRemembered] = useRemembered(
    "summary.options",
    rememberedSchema,
    rememberedSchema.parse(last ?? { length: standardLength }),
  );
  const [options, setOptions] = useState<SummaryOptions>({ ...standardOptions, ...last, ...remembered });
  const [modelId, setModelId] = useState(standardModel);
  const standard = models.find(({ isDefault }) => isDefault);
  const model = modelId === standardModel ? standard : models.find(({ id }) => id === modelId);
  const change = (patch: Partial<SummaryOptions>) => setOptions({ ...options, ...patch });
  return (
    <form
      className="flex flex-col gap-4 rounded-card border border-line bg-surface px-4 py-4"
      onSubmit={(event) => {
        event.preventDefault();
        setRemembered(rememberedSchema.parse(options));
        onStart(summaryOptionsSchema.parse(options), modelId === standardModel ? null : modelId);
      }}
    >
      <div className="flex flex-wrap items-end gap-4">
        {formNames.map((name) => (
          <ShownChoice key={name} name={name} options={options} onChange={change} />
        ))}
        {models.length > 1 && (
          <Select
            label={t("summary.controls.model")}
            className="max-w-64"
            value={modelId}
            onChange={setModelId}
            choices={[{ id: standardModel, label: t("summary.controls.defaultModel") }, ...models.map(choiceOf)]}
          />
        )}
      </div>
      {textNames.map((name) => (
        <TextField
          key={name}
          label={words.label(name)}
          description={words.hint(name)}
          value={options[name]}
          onChange={(text) => change({ [name]: text })}
          maxLength={summaryOptionTable[name].most}
          autoComplete="off"
        />
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" isDisabled={isBusy}>
          {t("summary.controls.start")}
        </Button>
        <OptionsPopover options={options} onChange={change} onlyQuotes={model?.bundled ?? false} />
        {onCancel && (
          <Button kind="quiet" onPress={onCancel}>
            {t("summary.controls.cancel")}
          </Button>
        )}
        <EndpointChips task="summaries" model={model} isChosen={modelId !== standardModel} />
        {last !== null && <p className="text-small text-muted">{t("summary.controls.keepsOld")}</p>}
      </div>
      {model && (
        <ForecastLine
          documentId={documentId}
          options={options}
          modelId={modelId === standardModel ? null : modelId}
          endpoint={model.endpoint?.name}
        />
      )}
    </form>
  );
}

/** A choice whose values all stand beside each other. */
function ShownChoice({
  name,
  options,
  onChange,
}: {
  readonly name: ChoiceName;
  readonly options: SummaryOptions;
  readonly onChange: (patch: Partial<SummaryOptions>) => void;
}) {
  const words = useOptionWords();
  const values: readonly SummaryOptions[ChoiceName][] = summaryOptionTable[name].values;
  return (
    <RadioGroup
      value={options[name]}
      onChange={(value) => onChange({ [name]: value })}
      orientation="horizontal"
      className="flex flex-col gap-1"
    >
      <Label className="font-medium">{words.label(name)}</Label>
      <div className="flex h-9 rounded-control border border-edge bg-surface p-0.5">
        {values.map((value) => (
          <RadioField key={value} value={value} className="relative flex">
            <RadioButton className="flex items-center rounded-small px-3 whitespace-nowrap text-muted transition-colors data-focus-visible:outline-2 data-focus-visible:outline-offset-2 data-focus-visible:outline-accent data-hovered:text-ink data-selected:bg-accent data-selected:text-on-accent">
              {words.value(name, value)}
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
