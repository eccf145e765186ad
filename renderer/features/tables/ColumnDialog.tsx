import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnDraft } from "../../../electron/contract/answerTables.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ColumnFields, newColumn, trimmedDraft } from "./ColumnFields.tsx";

interface ColumnDialogProps {
  /** null: a new one */
  readonly column: ColumnDraft | null;
  /** names of the other columns */
  readonly others: readonly string[];
  onSave(draft: ColumnDraft): void;
  onClose(): void;
}

/** A column that is added to a table, or whose question is changed. */
export function ColumnDialog({ column, others, onSave, onClose }: ColumnDialogProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(column ?? newColumn);
  const kept = trimmedDraft(draft);
  const isTaken = others.some((name) => name.toLowerCase() === kept.name.toLowerCase());
  return (
    <Dialog
      isOpen
      width="max-w-xl"
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t(column ? "tables.edit.change" : "tables.edit.add")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button
            kind="primary"
            isDisabled={kept.name === "" || isTaken}
            onPress={() => {
              onSave(kept);
              onClose();
            }}
          >
            {t(column ? "common.save" : "tables.edit.ask")}
          </Button>
        </>
      }
    >
      <p className="mb-4 text-small text-muted">{t("tables.edit.only")}</p>
      <ColumnFields draft={draft} onChange={setDraft} isTaken={isTaken} autoFocus />
    </Dialog>
  );
}
