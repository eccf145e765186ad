import { useTranslation } from "react-i18next";
import { type ReadLimits, readLimitsSchema } from "../../../electron/contract/settings.ts";
import { NumberField } from "../../ui/NumberField.tsx";

const fields = {
  seconds: { label: "settings.limitSeconds", unit: "settings.seconds" },
  totalMinutes: { label: "settings.limitTotal", unit: "settings.minutes" },
  memoryMb: { label: "settings.limitMemory", unit: "settings.megabytes" },
  inflatedMb: { label: "settings.limitInflated", unit: "settings.megabytes" },
  fileMb: { label: "settings.limitFile", unit: "settings.megabytes" },
  pages: { label: "settings.limitPages", unit: "settings.pages" },
} as const satisfies { [Name in keyof ReadLimits]: object };
const names = Object.keys(fields) as (keyof ReadLimits)[];

export function ReadLimitsFields({ limits, onSave }: { limits: ReadLimits; onSave: (limits: ReadLimits) => void }) {
  const { t } = useTranslation();
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-4 pt-2">
      {names.map((key) => (
        <NumberField
          key={key}
          label={t(fields[key].label)}
          unit={t(fields[key].unit)}
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
