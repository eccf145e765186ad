import { useTranslation } from "react-i18next";
import { type ColumnDraft, columnKindSchema } from "../../../electron/contract/answerTables.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextField } from "../../ui/TextField.tsx";

interface ColumnFieldsProps {
  readonly draft: ColumnDraft;
  onChange(draft: ColumnDraft): void;
  /** another column has its name */
  readonly isTaken: boolean;
  readonly autoFocus?: boolean;
}

/** A question to every document: what it is called, what is asked, and what kind of answer is wanted. */
export function ColumnFields({ draft, onChange, isTaken, autoFocus = false }: ColumnFieldsProps) {
  const { t } = useTranslation();
  const set = (patch: Partial<ColumnDraft>) => onChange({ ...draft, ...patch });
  const kind = draft.kind;
  return (
    <div className="flex flex-col gap-3.5 text-ink">
      <div className="flex flex-wrap gap-3.5">
        <TextField
          label={t("tables.edit.name")}
          className="min-w-48 flex-1"
          value={draft.name}
          onChange={(name) => set({ name })}
          maxLength={80}
          autoFocus={autoFocus}
          error={isTaken ? t("tables.edit.taken") : undefined}
        />
        <Select
          label={t("tables.edit.kind")}
          className="w-52"
          choices={columnKindSchema.options.map((id) => ({
            id,
            label: t(`tables.kinds.${id}`),
            detail: t(`tables.kindTexts.${id}`),
          }))}
          value={kind}
          onChange={(next) => set({ kind: next })}
        />
      </div>
      <TextField
        label={t("tables.edit.question")}
        placeholder={t("tables.edit.questionExample")}
        value={draft.question}
        onChange={(question) => set({ question })}
        maxLength={500}
        rows={2}
      />
      {kind === "choice" ? (
        <Lines
          label={t("tables.edit.choices")}
          description={t("tables.edit.choicesNote")}
          value={draft.choices}
          onChange={(choices) => set({ choices })}
        />
      ) : null}
      {kind === "number" ? (
        <TextField
          label={t("tables.edit.unit")}
          description={t("tables.edit.unitNote")}
          className="max-w-52"
          value={draft.unit ?? ""}
          onChange={(unit) => set({ unit: unit === "" ? null : unit })}
          maxLength={20}
        />
      ) : null}
      <div className="-ml-5">
        <Disclosure
          level={3}
          title={t("tables.edit.more")}
          defaultExpanded={draft.hint !== "" || draft.words.length > 0}
        >
          <div className="flex flex-col gap-3.5 text-ink">
            <TextField
              label={t("tables.edit.hint")}
              description={t("tables.edit.hintNote")}
              value={draft.hint}
              onChange={(hint) => set({ hint })}
              maxLength={500}
              rows={2}
            />
            <Lines
              label={t("tables.edit.words")}
              description={t("tables.edit.wordsNote")}
              value={draft.words}
              onChange={(words) => set({ words })}
            />
          </div>
        </Disclosure>
      </div>
    </div>
  );
}

/** Several words, each on a line; what is being typed keeps its blanks. */
function Lines({
  label,
  description,
  value,
  onChange,
}: {
  readonly label: string;
  readonly description: string;
  readonly value: readonly string[];
  onChange(value: string[]): void;
}) {
  return (
    <TextField
      label={label}
      description={description}
      value={value.join("\n")}
      onChange={(text) => onChange(text === "" ? [] : text.split("\n"))}
      rows={3}
    />
  );
}

/** A draft as it is kept: without blank lines and blanks around. */
export function trimmedDraft(draft: ColumnDraft): ColumnDraft {
  const lines = (given: readonly string[]) => given.map((line) => line.trim()).filter((line) => line !== "");
  return {
    ...draft,
    name: draft.name.trim(),
    question: draft.question.trim(),
    hint: draft.hint.trim(),
    unit: draft.unit?.trim() || null,
    choices: lines(draft.choices),
    words: lines(draft.words),
  };
}

export const newColumn: ColumnDraft = {
  name: "",
  question: "",
  kind: "text",
  choices: [],
  unit: null,
  hint: "",
  words: [],
};

/** The names that more than one of these have, in lower case. */
export function takenNames(drafts: readonly Pick<ColumnDraft, "name">[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const taken = new Set<string>();
  for (const { name } of drafts) {
    const key = name.trim().toLowerCase();
    if (key === "") continue;
    if (seen.has(key)) taken.add(key);
    seen.add(key);
  }
  return taken;
}
