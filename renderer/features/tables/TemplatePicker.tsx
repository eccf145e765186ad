import { Copy, Ellipsis, FileDown, FileUp, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton, RadioButton, RadioField, RadioGroup } from "react-aria-components";
import { type Template, type TemplateFile, templateFileSchema } from "../../../electron/contract/answerTables.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { saveExport } from "../../lib/saveExport.ts";
import { askForFiles } from "../../lib/askForFiles.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { newColumn } from "./ColumnFields.tsx";
import { TemplateDialog } from "./TemplateDialog.tsx";

interface TemplatePickerProps {
  readonly templates: readonly Template[];
  /** id of a template, or {@link ownQuestions} */
  readonly value: string | null;
  onChange(id: string): void;
}

/** Chosen where the questions are written for this table alone. */
export const ownQuestions = "own";

/** The lists of questions there are, to choose one, and to make, change, copy, bring in and save them. */
export function TemplatePicker({ templates, value, onChange }: TemplatePickerProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const [edited, setEdited] = useState<Template | "new" | null>(null);
  const importFile = useImport((template) => onChange(template.id));
  const save = async (file: TemplateFile) =>
    act(async () => {
      const saved =
        edited === "new" || edited === null
          ? await api.tableTemplates.create(file)
          : await api.tableTemplates.update({ ...file, id: edited.id });
      onChange(saved.id);
    });
  return (
    <>
      <RadioGroup
        aria-label={t("tables.templates.title")}
        value={value}
        onChange={onChange}
        className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-2"
      >
        {templates.map((template) => (
          <div key={template.id} className="relative">
            <Card
              id={template.id}
              name={template.name}
              text={template.description || formats.list(template.columns.map(({ name }) => name))}
              count={t("tables.templates.columns", { count: template.columns.length })}
            />
            <TemplateMenu template={template} onEdit={() => setEdited(template)} onChosen={onChange} />
          </div>
        ))}
        <Card id={ownQuestions} name={t("tables.templates.own")} text={t("tables.templates.ownText")} count={null} />
      </RadioGroup>
      <div className="mt-2.5 flex flex-wrap gap-2">
        <Button size="small" onPress={() => setEdited("new")}>
          <Plus aria-hidden size={14} />
          {t("tables.templates.make")}
        </Button>
        <Button size="small" kind="quiet" onPress={importFile}>
          <FileUp aria-hidden size={14} />
          {t("tables.templates.import")}
        </Button>
      </div>
      {edited === null ? null : (
        <TemplateDialog
          title={t(edited === "new" ? "tables.templates.make" : "tables.templates.edit")}
          template={edited === "new" ? { name: "", description: "", columns: [newColumn] } : edited}
          onSave={save}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

function Card({ id, name, text, count }: { id: string; name: string; text: string; count: string | null }) {
  return (
    <RadioField value={id} className="h-full">
      <RadioButton className="flex h-full min-h-20 flex-col rounded-card border border-rim bg-surface px-3.5 py-2.5 pr-9 transition-colors data-focus-visible:outline-2 data-focus-visible:outline-offset-2 data-focus-visible:outline-accent data-hovered:bg-hover data-selected:border-accent data-selected:bg-accent-soft data-selected:ring-1 data-selected:ring-accent">
        <span className="font-semibold wrap-anywhere">{name}</span>
        <span className="mt-0.5 line-clamp-2 text-small text-muted">{text}</span>
        {count === null ? null : <span className="mt-auto pt-1 text-small text-muted">{count}</span>}
      </RadioButton>
    </RadioField>
  );
}

function TemplateMenu({
  template: { id, name, builtIn },
  onEdit,
  onChosen,
}: {
  readonly template: Template;
  onEdit(): void;
  onChosen(id: string): void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const remove = () =>
    act(async () => {
      await api.tableTemplates.remove({ id });
      toasts.show({
        text: t("rail.deletedChat", { title: name }),
        action: { label: t("common.undo"), onPress: () => void act(() => api.tableTemplates.restore({ id })) },
      });
    });
  return (
    <Menu
      aria-label={t("tables.templates.actionsOf", { name })}
      trigger={
        <AriaButton
          aria-label={t("tables.templates.actionsOf", { name })}
          className="absolute top-1.5 right-1.5 flex size-7 items-center justify-center rounded-control text-muted data-hovered:bg-hover"
        >
          <Ellipsis aria-hidden size={16} />
        </AriaButton>
      }
    >
      {builtIn ? null : (
        <MenuItem icon={Pencil} onAction={onEdit}>
          {t("tables.templates.edit")}
        </MenuItem>
      )}
      <MenuItem
        icon={Copy}
        onAction={() => void act(async () => onChosen((await api.tableTemplates.duplicate({ id })).id))}
      >
        {t("tables.templates.duplicate")}
      </MenuItem>
      <MenuItem
        icon={FileDown}
        onAction={() => void act(async () => saveExport(await api.tableTemplates.export({ id })))}
      >
        {t("tables.templates.export")}
      </MenuItem>
      {builtIn ? null : (
        <>
          <MenuLine />
          <MenuItem icon={Trash2} isDanger onAction={() => void remove()}>
            {t("common.delete")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** Brings in a template from a file that is chosen. */
function useImport(onTemplate: (template: Template) => void): () => void {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const take = async (file: File) => {
    const read = readTemplate(await file.text());
    if (typeof read === "string") {
      toasts.show({ text: t(`tables.templates.problems.${read}`, { name: file.name }), isProblem: true });
      return;
    }
    await act(async () => onTemplate(await api.tableTemplates.create(read)));
  };
  return () =>
    askForFiles({ accept: ".json,application/json", multiple: false }, ([file]) => {
      if (file) void take(file);
    });
}

/** A template in a file's text, or why it is none. */
export function readTemplate(text: string): TemplateFile | "noTemplate" | "twice" {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return "noTemplate";
  }
  const parsed = templateFileSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.some(({ message }) => message === "DUPLICATE_COLUMN") ? "twice" : "noTemplate";
}
