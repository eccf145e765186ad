import { ArrowDown, ArrowUp, Copy, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnDraft } from "../../../electron/contract/answerTables.ts";
import { mostColumns } from "../../../electron/contract/answerTables.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { ColumnFields, newColumn, takenNames } from "./ColumnFields.tsx";

/** A column that is edited, known by a key while its name changes. */
export interface KeyedDraft {
  readonly key: number;
  readonly draft: ColumnDraft;
}

export const keyedDrafts = (drafts: readonly ColumnDraft[]): KeyedDraft[] =>
  drafts.map((draft, key) => ({ key, draft }));

interface ColumnListProps {
  readonly columns: readonly KeyedDraft[];
  onChange(columns: readonly KeyedDraft[]): void;
}

/** The questions of a template or of a new table: one unfolded at a time, moved, doubled, taken out and added. */
export function ColumnList({ columns, onChange }: ColumnListProps) {
  const { t } = useTranslation();
  const [openKey, setOpenKey] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const taken = takenNames(columns.map(({ draft }) => draft));
  const nextKey = Math.max(-1, ...columns.map(({ key }) => key)) + 1;
  const move = (index: number, step: number) => {
    const moved = columns[index];
    if (!moved) return;
    onChange(columns.toSpliced(index, 1).toSpliced(index + step, 0, moved));
  };
  const insert = (index: number, draft: ColumnDraft) => {
    onChange(columns.toSpliced(index, 0, { key: nextKey, draft }));
    setOpenKey(nextKey);
  };
  return (
    <div>
      <ol ref={list} aria-label={t("tables.edit.columns")} className="divide-y divide-line border-y border-line">
        {columns.map(({ key, draft }, index) => {
          const name = draft.name.trim() || t("tables.edit.unnamed");
          return (
            <li key={key} className="relative py-1">
              <Disclosure
                level={3}
                isExpanded={openKey === key}
                onExpandedChange={(isOpen) => setOpenKey(isOpen ? key : null)}
                title={
                  <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 pr-32">
                    <span className="font-medium text-ink wrap-anywhere">{name}</span>
                    <span className="text-small font-normal text-muted">{t(`tables.kinds.${draft.kind}`)}</span>
                  </span>
                }
              >
                <ColumnFields
                  draft={draft}
                  isTaken={taken.has(draft.name.trim().toLowerCase())}
                  autoFocus={draft.name === ""}
                  onChange={(changed) =>
                    onChange(columns.map((each) => (each.key === key ? { key, draft: changed } : each)))
                  }
                />
              </Disclosure>
              <div className="absolute top-1.5 right-0 flex">
                <IconButton
                  size="small"
                  icon={ArrowUp}
                  label={t("tables.edit.up", { name })}
                  isDisabled={index === 0}
                  onPress={() => move(index, -1)}
                />
                <IconButton
                  size="small"
                  icon={ArrowDown}
                  label={t("tables.edit.down", { name })}
                  isDisabled={index === columns.length - 1}
                  onPress={() => move(index, 1)}
                />
                <IconButton
                  size="small"
                  icon={Copy}
                  label={t("tables.edit.double", { name })}
                  isDisabled={columns.length >= mostColumns}
                  onPress={() => insert(index + 1, { ...draft, name: t("tables.edit.doubled", { name }).slice(0, 80) })}
                />
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("tables.edit.remove", { name })}
                  isDisabled={columns.length === 1}
                  onPress={() => onChange(columns.toSpliced(index, 1))}
                />
              </div>
            </li>
          );
        })}
      </ol>
      <Button
        size="small"
        className="mt-2.5"
        isDisabled={columns.length >= mostColumns}
        onPress={() => insert(columns.length, newColumn)}
      >
        <Plus aria-hidden size={14} />
        {t("tables.edit.addColumn")}
      </Button>
    </div>
  );
}

/** True where every column has a name, and each its own. */
export function areComplete(columns: readonly KeyedDraft[]): boolean {
  const drafts = columns.map(({ draft }) => draft);
  return drafts.length > 0 && drafts.every(({ name }) => name.trim() !== "") && takenNames(drafts).size === 0;
}
