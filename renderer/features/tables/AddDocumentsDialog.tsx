import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { DocumentPicker } from "../check/index.ts";
import { useIntake } from "../library/index.ts";
import { ChosenDocuments } from "./ChosenDocuments.tsx";

/** More documents for a table, of the library or of this computer. */
export function AddDocumentsDialog({
  onAdd,
  onClose,
}: {
  onAdd(documentIds: readonly string[]): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const intake = useIntake();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("tables.addDocuments")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button
            kind="primary"
            isDisabled={chosen.length === 0}
            onPress={() => {
              onAdd(chosen);
              onClose();
            }}
          >
            {t("tables.new.ask", { count: chosen.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-1.5 pt-2">
        <ChosenDocuments ids={chosen} onChange={setChosen} />
        <DocumentPicker
          chosen={chosen}
          onChosen={setChosen}
          onFiles={(files) => void intake.add(files, (id) => setChosen((before) => [...before, id]))}
        />
      </div>
    </Dialog>
  );
}
