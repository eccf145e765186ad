import { useTranslation } from "react-i18next";
import type { AnswerTable } from "../../../electron/contract/answerTables.ts";
import { useChoosableModels, useModelChoice } from "../../lib/endpoints.ts";
import { canChat } from "../../lib/writingModels.ts";
import { EndpointChips } from "../endpoints/index.ts";
import { type Choice, Select } from "../../ui/Select.tsx";

type Asked = Pick<AnswerTable, "useModel" | "modelId">;

interface ModelSelectProps {
  readonly value: Asked;
  onChange(asked: Asked): void;
  readonly isDisabled?: boolean;
  /** with its label above it, as in a form */
  readonly isField?: boolean;
}

/** Which model is asked, or that code alone answers. */
export function ModelSelect({ value, onChange, isDisabled = false, isField = false }: ModelSelectProps) {
  const { t } = useTranslation();
  const choiceOf = useModelChoice();
  const models = (useChoosableModels("tables") ?? []).filter(canChat);
  const usual = models.find(({ isChatDefault }) => isChatDefault) ?? models[0];
  const choices: Choice<string>[] = [
    ...(usual
      ? [
          {
            id: "usual",
            label: t("tables.model.usual", { model: usual.name }),
            detail: t("tables.model.usualText"),
          },
        ]
      : []),
    ...models.filter((model) => model !== usual).map((model) => ({ ...choiceOf(model), id: `model ${model.id}` })),
    {
      id: "none",
      label: t("tables.model.none"),
      detail: t(usual ? "tables.model.noneText" : "tables.model.noneThere"),
    },
  ];
  // a model that is gone or does not answer is not asked
  const chosen = value.modelId === null ? "usual" : `model ${value.modelId}`;
  const isThere = value.useModel && choices.some(({ id }) => id === chosen);
  const asked = isThere ? (value.modelId === null ? usual : models.find(({ id }) => id === value.modelId)) : undefined;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <Select
        label={t("tables.model.label")}
        isLabelHidden={!isField}
        kind={isField ? "plain" : "quiet"}
        isDisabled={isDisabled}
        choices={choices}
        value={isThere ? chosen : "none"}
        onChange={(id) =>
          onChange(
            id === "none"
              ? { useModel: false, modelId: null }
              : { useModel: true, modelId: id === "usual" ? null : id.slice("model ".length) },
          )
        }
      />
      {asked ? <EndpointChips task="tables" model={asked} isChosen={value.modelId !== null} /> : null}
    </div>
  );
}
