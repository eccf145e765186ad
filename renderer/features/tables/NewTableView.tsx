import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnDraft, Template } from "../../../electron/contract/answerTables.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useCollections } from "../../lib/queries.ts";
import { openTable } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { DocumentPicker } from "../check/index.ts";
import { useIntake } from "../library/index.ts";
import { ChosenDocuments } from "./ChosenDocuments.tsx";
import { newColumn, trimmedDraft } from "./ColumnFields.tsx";
import { areComplete, ColumnList, keyedDrafts } from "./ColumnList.tsx";
import { ModelSelect } from "./ModelSelect.tsx";
import { useTemplates } from "./tableQueries.ts";
import { ownQuestions, TemplatePicker } from "./TemplatePicker.tsx";

interface NewTableViewProps {
  readonly documentIds: readonly string[];
  readonly collectionId: string | null;
}

/** A table is begun: which documents, which questions, which model. */
export function NewTableView({ documentIds, collectionId }: NewTableViewProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const intake = useIntake();
  const templates = useTemplates();
  const collection = useCollections().data?.find(({ id }) => id === collectionId);
  // null: all of the collection, with their paths there
  const [chosen, setChosen] = useState<readonly string[] | null>(collectionId === null ? documentIds : null);
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [own, setOwn] = useState<{ of: string; columns: ReturnType<typeof keyedDrafts> } | null>(null);
  const [title, setTitle] = useState<string | null>(null);
  const [model, setModel] = useState<{ useModel: boolean; modelId: string | null }>({ useModel: true, modelId: null });
  const [isMaking, setIsMaking] = useState(false);

  const picked = templateId ?? templates.data?.[0]?.id ?? ownQuestions;
  const template = templates.data?.find(({ id }) => id === picked) ?? null;
  const columns = own?.of === picked ? own.columns : keyedDrafts(template?.columns ?? [newColumn]);
  const ids = chosen ?? collection?.documentIds ?? [];
  const usualTitle = titleOf(template, collection?.title ?? null, t("tables.new.untitled"));
  const canMake = ids.length > 0 && areComplete(columns) && !isMaking;

  const make = async () => {
    setIsMaking(true);
    await act(async () => {
      const drafts: ColumnDraft[] = columns.map(({ draft }) => trimmedDraft(draft));
      const { id } = await api.tables.create({
        title: title?.trim() || usualTitle,
        columns: drafts,
        documentIds: chosen === null ? [] : [...chosen],
        collectionId: chosen === null ? collectionId : null,
        ...model,
      });
      openTable(id);
      await api.tables.run({ id });
    });
    setIsMaking(false);
  };

  return (
    <Page title={t("tables.new.title")}>
      <p className="mt-1 max-w-prose text-muted text-pretty">{t("tables.new.lead")}</p>
      <section className="mt-7">
        <h2 className="text-lead font-semibold">{t("tables.new.documents")}</h2>
        <div className="mt-2 flex flex-wrap items-center gap-1.5">
          {chosen === null ? (
            <Chip onRemove={() => setChosen([])} removeLabel={t("tables.new.removeAll")}>
              {t("tables.new.allOf", { count: ids.length, title: collection?.title ?? "" })}
            </Chip>
          ) : (
            <ChosenDocuments ids={ids} onChange={setChosen} />
          )}
          <DocumentPicker
            chosen={ids}
            onChosen={setChosen}
            onFiles={(files) => void intake.add(files, (id) => setChosen((before) => [...(before ?? ids), id]))}
          />
        </div>
        {ids.length === 0 ? <p className="mt-2 text-small text-muted">{t("tables.new.noDocuments")}</p> : null}
      </section>
      <section className="mt-8">
        <h2 className="mb-2 text-lead font-semibold">{t("tables.new.questions")}</h2>
        {templates.error ? <ProblemNote problem={callError(templates.error).toProblem()} /> : null}
        {templates.data ? (
          <TemplatePicker
            templates={templates.data}
            value={picked}
            onChange={(id) => {
              setTemplateId(id);
              setOwn(null);
            }}
          />
        ) : null}
        <div className="mt-5">
          <ColumnList key={picked} columns={columns} onChange={(next) => setOwn({ of: picked, columns: [...next] })} />
          {own?.of === picked && template ? (
            <p className="mt-2 text-small text-muted">{t("tables.new.changed")}</p>
          ) : null}
        </div>
      </section>
      <section className="mt-8 flex flex-wrap items-end gap-4 border-t border-line pt-5">
        <TextField
          label={t("tables.new.name")}
          className="min-w-60 flex-1"
          value={title ?? usualTitle}
          onChange={setTitle}
          maxLength={300}
        />
        <ModelSelect isField value={model} onChange={setModel} />
        <Button kind="primary" isDisabled={!canMake} onPress={() => void make()}>
          {t("tables.new.ask", { count: ids.length })}
        </Button>
      </section>
    </Page>
  );
}

function titleOf(template: Template | null, collection: string | null, untitled: string): string {
  if (template && collection !== null) return `${collection}: ${template.name}`;
  return template?.name ?? collection ?? untitled;
}
