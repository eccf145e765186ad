import { useState } from "react";
import { useTranslation } from "react-i18next";
import { settingsPatchSchema } from "../../../electron/contract/settings.ts";
import { TextField } from "../../ui/TextField.tsx";

/** Addresses, one a line; saved when the field is left, if each is one. */
export function HubMirrorsField({ value, onSave }: { value: string[]; onSave: (value: string[]) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value.join("\n"));
  const lines = draft.split(/\s+/u).filter((line) => line !== "");
  const parsed = settingsPatchSchema.shape.hubMirrors.safeParse(lines);
  return (
    <TextField
      label={t("settings.hubMirrors")}
      description={t("settings.hubMirrorsText")}
      rows={2}
      value={draft}
      onChange={setDraft}
      error={parsed.success ? undefined : t("settings.hubMirrorsWrong")}
      onBlur={() => {
        if (parsed.success && lines.join() !== value.join()) onSave(lines);
      }}
    />
  );
}
