import { useState } from "react";
import { useTranslation } from "react-i18next";
import { summaryOptionTable } from "../../../electron/contract/summaryOptions.ts";
import { type FolderRules, folderRulesSchema, type WatchedFolder } from "../../../electron/contract/watchedFolders.ts";
import { useApi } from "../../lib/api.ts";
import { useTables } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { OptionsPopover, useOptionWords } from "../summary/index.ts";

const noTable = "none";

/** What is done with what comes into a folder. */
export function RulesDialog({ folder, onClose }: { readonly folder: WatchedFolder; onClose(): void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const words = useOptionWords();
  const tables = useTables().data ?? [];
  const [rules, setRules] = useState<FolderRules>(folder.rules);
  const patch = (change: Partial<FolderRules>): void => setRules((before) => ({ ...before, ...change }));
  const { options } = rules;
  const save = async (): Promise<void> => {
    if (await act(() => api.watchedFolders.setRules({ id: folder.id, rules }))) onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("watchedFolder.rulesTitle")}
      width="max-w-lg"
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" onPress={() => void save()}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className="mt-4 flex flex-col gap-4 text-ink">
        <Switch isSelected={rules.summarize} onChange={(summarize) => patch({ summarize })}>
          {t("watchedFolder.summarize")}
        </Switch>
        <div className="flex flex-wrap items-end gap-3">
          <Select
            label={words.label("length")}
            className="w-44"
            value={options.length}
            onChange={(length) => patch({ options: { ...options, length } })}
            choices={summaryOptionTable.length.values.map((value) => ({
              id: value,
              label: words.value("length", value),
            }))}
          />
          <OptionsPopover
            options={options}
            onlyQuotes={false}
            onChange={(change) => patch({ options: { ...options, ...change } })}
          />
        </div>
        <Select
          label={t("watchedFolder.result")}
          value={rules.result}
          onChange={(result) => patch({ result })}
          choices={folderRulesSchema.shape.result.unwrap().options.map((id) => ({
            id,
            label: t(`watchedFolder.results.${id}`),
            detail: t(`watchedFolder.resultHints.${id}`),
          }))}
        />
        <Select
          label={t("watchedFolder.table")}
          value={rules.tableId ?? noTable}
          onChange={(id) => patch({ tableId: id === noTable ? null : id })}
          choices={[
            { id: noTable, label: t("watchedFolder.noTable") },
            ...tables.map(({ id, title }) => ({ id, label: title })),
          ]}
        />
        <Select
          label={t("watchedFolder.deleted")}
          value={rules.deleted}
          onChange={(deleted) => patch({ deleted })}
          choices={folderRulesSchema.shape.deleted.unwrap().options.map((id) => ({
            id,
            label: t(`watchedFolder.deletions.${id}`),
          }))}
        />
      </div>
    </Dialog>
  );
}
