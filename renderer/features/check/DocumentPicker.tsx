import { Check, FileText, FileUp, Folder, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Autocomplete, Dialog, DialogTrigger, ListBox, ListBoxItem, useFilter } from "react-aria-components";
import { useCollections, useDocuments } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { useChooseFiles } from "../library/index.ts";

interface DocumentPickerProps {
  readonly chosen: readonly string[];
  onChosen(documentIds: readonly string[]): void;
  onFiles(files: readonly File[]): void;
}

interface Choice {
  /** of a document, or "collection" and the id of a collection */
  readonly key: string;
  readonly title: string;
  readonly detail: string | null;
  readonly documentIds: readonly string[];
}

/** Chooses documents of the library, all those of a collection, or files of this computer. */
export function DocumentPicker({ chosen, onChosen, onFiles }: DocumentPickerProps) {
  const { t } = useTranslation();
  const choices = useChoices();
  const [isOpen, setIsOpen] = useState(false);
  const choose = useChooseFiles(onFiles);
  const { contains } = useFilter({ sensitivity: "base" });
  const has = new Set(chosen);
  const selected = choices.filter(({ documentIds }) => documentIds.every((id) => has.has(id))).map(({ key }) => key);
  /** The documents of what was chosen now come along; those of what was left out go. */
  const select = (keys: ReadonlySet<string>) => {
    const added = choices.filter(({ key }) => keys.has(key) && !selected.includes(key));
    const removed = choices.filter(({ key }) => !keys.has(key) && selected.includes(key));
    const gone = new Set(removed.flatMap(({ documentIds }) => documentIds));
    onChosen([...chosen.filter((id) => !gone.has(id)), ...added.flatMap(({ documentIds }) => documentIds)]);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
      <Button size="small">
        <Plus aria-hidden size={15} strokeWidth={1.8} />
        {t("check.choose")}
      </Button>
      <Popover placement="bottom start" className="w-88">
        <Dialog aria-label={t("check.choose")} className="flex flex-col outline-none">
          <Button
            kind="quiet"
            className="m-1.5 justify-start px-2.5"
            onPress={() => {
              setIsOpen(false);
              choose();
            }}
          >
            <FileUp aria-hidden size={16} strokeWidth={1.8} />
            {t("check.chooseFile")}
          </Button>
          <Autocomplete filter={contains}>
            <FilterField label={t("check.search")} className="border-y px-4" />
            <ListBox
              aria-label={t("check.choices")}
              items={choices.map((choice) => ({ ...choice, id: choice.key }))}
              selectionMode="multiple"
              escapeKeyBehavior="none"
              selectedKeys={selected}
              onSelectionChange={(selection) => {
                if (selection !== "all") select(new Set([...selection].map(String)));
              }}
              className="max-h-64 overflow-auto p-1.5 outline-none"
              renderEmptyState={() => (
                <p className="px-2.5 py-4 text-muted">
                  {choices.length === 0 ? t("check.noDocuments") : t("check.noChoice")}
                </p>
              )}
            >
              {({ key, title, detail }) => (
                <ListBoxItem
                  id={key}
                  textValue={title}
                  className="flex min-h-8 items-center gap-2.5 rounded-control px-2.5 py-1 outline-none data-focused:bg-hover data-hovered:bg-hover"
                >
                  {({ isSelected }) => (
                    <>
                      <Check aria-hidden size={15} className={`shrink-0 ${isSelected ? "text-accent" : "invisible"}`} />
                      {detail === null ? (
                        <FileText aria-hidden size={15} strokeWidth={1.7} className="shrink-0 text-faint" />
                      ) : (
                        <Folder aria-hidden size={15} strokeWidth={1.7} className="shrink-0 text-faint" />
                      )}
                      <span className="min-w-0 flex-1">
                        <span className="block truncate" dir="auto">
                          {title}
                        </span>
                        {detail === null ? null : <span className="block text-small text-muted">{detail}</span>}
                      </span>
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

function useChoices(): Choice[] {
  const { t } = useTranslation();
  const documents = (useDocuments().data ?? []).filter(({ status }) => status !== "failed");
  const collections = (useCollections().data ?? []).filter(({ documentIds }) => documentIds.length > 0);
  return [
    ...collections.map(({ id, title, documentIds }) => ({
      key: `collection ${id}`,
      title,
      detail: t("check.collectionOf", { count: documentIds.length }),
      documentIds,
    })),
    ...documents.map(({ id, title }) => ({ key: id, title, detail: null, documentIds: [id] })),
  ];
}
