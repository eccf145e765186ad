import { useTranslation } from "react-i18next";
import { type ReadLimits, readLimitsSchema } from "../../../electron/contract/settings.ts";
import { NumberField } from "../../ui/NumberField.tsx";

const fields = [
  { key: "seconds", label: "settings.limitSeconds", unit: "settings.seconds" },
  { key: "memoryMb", label: "settings.limitMemory", unit: "settings.megabytes" },
  { key: "inflatedMb", label: "settings.limitInflated", unit: "settings.megabytes" },
  { key: "fileMb", label: "settings.limitFile", unit: "settings.megabytes" },
  { key: "pages", label: "settings.limitPages", unit: "settings.pages" },
] as const;

export function ReadLimitsFields({ limits, onSave }: { limits: ReadLimits; onSave: (limits: ReadLimits) => void }) {
  const { t } = useTranslation();
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-4 pt-2">
      {fields.map(({ key, label, unit }) => (
        <NumberField
          key={key}
          label={t(label)}
          unit={t(unit)}
          value={limits[key]}
          minValue={1}
          onChange={(value) => {
            // what the contract refuses is put back to what it was
            const next = readLimitsSchema.safeParse({ ...limits, [key]: value });
            if (next.success) onSave(next.data);
          }}
        />
      ))}
    </div>
  );
}
