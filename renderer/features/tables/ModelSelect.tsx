import { useTranslation } from "react-i18next";
import type { AnswerTable } from "../../../electron/contract/answerTables.ts";
import { useModels } from "../../lib/queries.ts";
import { canWrite } from "../../lib/writingModels.ts";
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
  const models = (useModels().data ?? []).filter(canWrite);
  const usual = models.find(({ isDefault }) => isDefault) ?? models[0];
  const choices: Choice<string>[] = [
    {
      id: "usual",
      label: usual ? t("tables.model.usual", { model: usual.name }) : t("tables.model.any"),
      detail: t("tables.model.usualText"),
    },
    ...models.filter((model) => model !== usual).map(({ id, name }) => ({ id: `model ${id}`, label: name })),
    { id: "none", label: t("tables.model.none"), detail: t("tables.model.noneText") },
  ];
  return (
    <Select
      label={t("tables.model.label")}
      isLabelHidden={!isField}
      kind={isField ? "plain" : "quiet"}
      isDisabled={isDisabled}
      choices={choices}
      value={!value.useModel ? "none" : value.modelId === null ? "usual" : `model ${value.modelId}`}
      onChange={(id) =>
        onChange(
          id === "none"
            ? { useModel: false, modelId: null }
            : { useModel: true, modelId: id === "usual" ? null : id.slice("model ".length) },
        )
      }
    />
  );
}
