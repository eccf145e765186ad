import { Check, FileUp, Paperclip } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Autocomplete, Dialog, DialogTrigger, ListBox, ListBoxItem, useFilter } from "react-aria-components";
import { useDocuments } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { useChooseFiles } from "../library/index.ts";

export interface AttachButtonProps {
  readonly attached: readonly string[];
  onAttach(documentIds: readonly string[]): void;
  onDetach(documentId: string): void;
  onFiles(files: readonly File[]): void;
}

/** Attaches documents of the library, or files of this computer. */
export function AttachButton({ attached, onAttach, onDetach, onFiles }: AttachButtonProps) {
  const { t } = useTranslation();
  const documents = (useDocuments().data ?? []).filter(({ status }) => status !== "failed");
  const [isOpen, setIsOpen] = useState(false);
  const choose = useChooseFiles(onFiles);
  const { contains } = useFilter({ sensitivity: "base" });
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
      <IconButton icon={Paperclip} label={t("chat.attach")} />
      <Popover placement="top start" className="w-88">
        <Dialog aria-label={t("chat.attach")} className="flex flex-col outline-none">
          <Button
            kind="quiet"
            className="m-1.5 justify-start px-2.5"
            onPress={() => {
              setIsOpen(false);
              choose();
            }}
          >
            <FileUp aria-hidden size={16} strokeWidth={1.8} />
            {t("chat.attachFile")}
          </Button>
          <Autocomplete filter={contains}>
            <FilterField label={t("chat.attachSearch")} className="border-y px-4" />
            <ListBox
              aria-label={t("chat.attachFromLibrary")}
              items={documents}
              selectionMode="multiple"
              escapeKeyBehavior="none"
              selectedKeys={attached}
              onSelectionChange={(selection) => {
                if (selection === "all") return;
                const chosen = new Set([...selection].map(String));
                const added = [...chosen].filter((id) => !attached.includes(id));
                const removed = attached.find((id) => !chosen.has(id));
                if (added.length > 0) onAttach(added);
                if (removed !== undefined) onDetach(removed);
              }}
              className="max-h-64 overflow-auto p-1.5 outline-none"
              renderEmptyState={() => (
                <p className="px-2.5 py-4 text-muted">
                  {documents.length === 0 ? t("chat.attachEmpty") : t("chat.attachNone")}
                </p>
              )}
            >
              {({ id, title }) => (
                <ListBoxItem
                  id={id}
                  textValue={title}
                  className="flex min-h-8 items-center gap-2.5 rounded-control px-2.5 py-1 outline-none data-focused:bg-hover data-hovered:bg-hover"
                >
                  {({ isSelected }) => (
                    <>
                      <Check aria-hidden size={15} className={`shrink-0 ${isSelected ? "text-accent" : "invisible"}`} />
                      <span className="truncate">{title}</span>
                    </>
                  )}
                </ListBoxItem>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
