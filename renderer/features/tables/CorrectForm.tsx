import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnKind } from "../../../electron/contract/answerTables.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextField } from "../../ui/TextField.tsx";

interface CorrectFormProps {
  readonly kind: ColumnKind;
  readonly choices: readonly string[];
  readonly text: string;
  onSave(text: string): Promise<boolean>;
  onClose(): void;
}

/** Other words in the place of what was found. */
export function CorrectForm({ kind, choices, text, onSave, onClose }: CorrectFormProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState(text);
  const [isSaving, setIsSaving] = useState(false);
  const save = async (wanted: string) => {
    if (isSaving) return;
    setIsSaving(true);
    const isSaved = await onSave(wanted.trim());
    setIsSaving(false);
    if (isSaved) onClose();
  };
  const offered = kind === "boolean" ? [t("tables.yes"), t("tables.no")] : kind === "choice" ? choices : [];
  return (
    <form
      className="mt-3 flex flex-col gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        void save(words);
      }}
    >
      {offered.length > 0 ? (
        <Select
          label={t("tables.correct.label")}
          choices={offered.map((id) => ({ id, label: id }))}
          value={offered.includes(words) ? words : null}
          onChange={setWords}
          placeholder={t("tables.correct.choose")}
        />
      ) : (
        <TextField
          label={t("tables.correct.label")}
          description={t(`tables.correct.note.${kind === "boolean" || kind === "choice" ? "text" : kind}`)}
          value={words}
          onChange={setWords}
          maxLength={2000}
          autoFocus
          onKeyDown={(event) => {
            const isDone = performPressed(event, "field", {
              confirmField: { perform: () => void save(words) },
              leaveField: { perform: onClose },
            });
            if (!isDone) event.continuePropagation();
          }}
          {...(kind === "text" || kind === "list" ? { rows: 3 } : {})}
        />
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" kind="primary" size="small" isDisabled={isSaving || words.trim() === ""}>
          {t("common.save")}
        </Button>
        <Button size="small" isDisabled={isSaving} onPress={() => void save("")}>
          {t("tables.correct.none")}
        </Button>
        <Button kind="quiet" size="small" onPress={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}
