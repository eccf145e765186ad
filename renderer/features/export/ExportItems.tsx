import { CalendarDays, FileJson, FileSpreadsheet, FileText, FileType, type LucideIcon } from "lucide-react";
import {
  type Exportable,
  type ExportedFile,
  type ExportFormat,
  type ExportFormatOf,
  exportTable,
} from "../../../electron/contract/exports.ts";
import { useAction } from "../../lib/useAction.ts";
import { saveExport } from "../../lib/saveExport.ts";
import { useWords } from "../../i18n/useWords.ts";
import { MenuItem } from "../../ui/Menu.tsx";
import { useToasts } from "../../ui/Toasts.tsx";

const icons = {
  docx: FileType,
  markdown: FileText,
  csv: FileSpreadsheet,
  json: FileJson,
  xlsx: FileSpreadsheet,
  ics: CalendarDays,
} as const satisfies Record<ExportFormat, LucideIcon>;

interface ExportItemsProps<Thing extends Exportable> {
  readonly thing: Thing;
  readonly make: (format: ExportFormatOf<Thing>) => Promise<ExportedFile>;
}

/** An entry of a menu for each format that a thing can be saved in. */
export function ExportItems<Thing extends Exportable>({ thing, make }: ExportItemsProps<Thing>) {
  const { t } = useWords();
  const act = useAction();
  const toasts = useToasts();
  const save = (format: ExportFormatOf<Thing>) =>
    act(async () => {
      const file = await make(format);
      saveExport(file);
      toasts.show({ text: t("export:saved", { name: file.fileName }) });
    });
  const formats: readonly ExportFormatOf<Thing>[] = exportTable[thing];
  return formats.map((format) => {
    const shown: ExportFormat = format;
    return (
      <MenuItem key={shown} id={`export.${shown}`} icon={icons[shown]} onAction={() => void save(format)}>
        {t(`export:save.${shown}`)}
      </MenuItem>
    );
  });
}
