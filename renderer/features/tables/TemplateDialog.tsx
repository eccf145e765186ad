import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateFile } from "../../../electron/contract/answerTables.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { trimmedDraft } from "./ColumnFields.tsx";
import { areComplete, ColumnList, type KeyedDraft, keyedDrafts } from "./ColumnList.tsx";

interface TemplateDialogProps {
  readonly title: string;
  readonly template: TemplateFile;
  /** false where that failed, which was told */
  onSave(template: TemplateFile): Promise<boolean>;
  onClose(): void;
}

/** A named list of questions, made or changed. */
export function TemplateDialog({ title, template, onSave, onClose }: TemplateDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(template.name);
  const [description, setDescription] = useState(template.description);
  const [columns, setColumns] = useState<readonly KeyedDraft[]>(() => keyedDrafts(template.columns));
  const [isSaving, setIsSaving] = useState(false);
  const canSave = name.trim() !== "" && areComplete(columns) && !isSaving;
  const save = async () => {
    setIsSaving(true);
    const isSaved = await onSave({
      name: name.trim(),
      description: description.trim(),
      columns: columns.map(({ draft }) => trimmedDraft(draft)),
    });
    setIsSaving(false);
    if (isSaved) onClose();
  };
  return (
    <Dialog
      isOpen
      width="max-w-3xl"
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={title}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" isDisabled={!canSave} onPress={() => void save()}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pt-2 text-ink">
        <TextField
          label={t("tables.templates.name")}
          value={name}
          onChange={setName}
          maxLength={120}
          autoFocus={template.name === ""}
        />
        <TextField
          label={t("tables.templates.description")}
          value={description}
          onChange={setDescription}
          maxLength={500}
        />
        <section>
          <h3 className="mb-1.5 font-medium">{t("tables.edit.columns")}</h3>
          <ColumnList columns={columns} onChange={setColumns} />
        </section>
      </div>
    </Dialog>
  );
}
