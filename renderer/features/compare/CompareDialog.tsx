import { FileText, FileUp } from "lucide-react";
import { useCallback, useEffect } from "react";
import { Autocomplete, ListBox, ListBoxItem, useFilter } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Document } from "../../../electron/contract/documents.ts";
import { useDocuments } from "../../lib/queries.ts";
import { navigate } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { useIntake, useChooseFiles } from "../library/index.ts";

interface CompareDialogProps {
  readonly document: Document;
  onClose(): void;
}

/** Asks which other document one is to be compared with: one of the library, a chosen file, or a file dropped now. */
export function CompareDialog({ document, onClose }: CompareDialogProps) {
  const { t } = useTranslation();
  const intake = useIntake();
  const others = (useDocuments().data ?? []).filter(({ id, status }) => id !== document.id && status === "ready");
  const { contains } = useFilter({ sensitivity: "base" });

  const addFile = useCallback(
    (files: readonly File[]) => {
      onClose();
      // the file is taken for the later version: the document is here already
      void intake.add(files.slice(0, 1), (id) => {
        if (id !== document.id) navigate({ view: "compare", before: document.id, after: id });
      });
    },
    [intake, document.id, onClose],
  );
  const choose = useChooseFiles(addFile);
  useEffect(() => intake.receiveWith(addFile, "compare"), [intake, addFile]);

  const compare = (id: string) => {
    const other = others.find((each) => each.id === id);
    if (!other) return;
    onClose();
    const [before, after] = other.createdAt > document.createdAt ? [document, other] : [other, document];
    navigate({ view: "compare", before: before.id, after: after.id });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("compare.choose", { title: document.title })}
      width="max-w-lg"
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button onPress={choose}>
            <FileUp aria-hidden size={16} strokeWidth={1.8} />
            {t("compare.chooseFile")}
          </Button>
        </>
      }
    >
      <p>{t("compare.chooseText")}</p>
      <div className="mt-4 overflow-hidden rounded-control border border-line text-ink">
        <Autocomplete filter={contains}>
          <FilterField label={t("compare.search")} className="border-b px-3" />
          <ListBox
            aria-label={t("compare.library")}
            items={others}
            onAction={(key) => compare(String(key))}
            className="max-h-64 min-h-24 overflow-auto p-1.5 outline-none"
            renderEmptyState={() => (
              <p className="px-2.5 py-4 text-muted">{others.length === 0 ? t("compare.empty") : t("compare.none")}</p>
            )}
          >
            {({ id, title, name }) => (
              <ListBoxItem
                id={id}
                textValue={`${title} ${name}`}
                className="flex min-h-9 items-center gap-2.5 rounded-control px-2.5 py-1 outline-none data-focused:bg-hover data-hovered:bg-hover"
              >
                <FileText aria-hidden size={15} strokeWidth={1.7} className="shrink-0 text-faint" />
                <span className="truncate" dir="auto">
                  {title}
                </span>
                <span className="ml-auto max-w-[45%] shrink-0 truncate text-small text-faint">{name}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Autocomplete>
      </div>
    </Dialog>
  );
}
