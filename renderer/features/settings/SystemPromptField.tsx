import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextField } from "../../ui/TextField.tsx";

/** Saved when the field is left: a half-written prompt is given to no model. */
export function SystemPromptField({ value, onSave }: { value: string; onSave: (value: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value);
  return (
    <TextField
      label={t("settings.systemPrompt")}
      description={t("settings.systemPromptText")}
      rows={5}
      maxLength={20_000}
      value={draft}
      onChange={setDraft}
      onBlur={() => draft === value || onSave(draft)}
    />
  );
}
