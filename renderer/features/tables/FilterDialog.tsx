import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, documentColumn, type Filter, type FilterTest } from "../../../electron/contract/answerTables.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { TextField } from "../../ui/TextField.tsx";

type Op = FilterTest["op"];
type State = Extract<FilterTest, { op: "is" }>["state"];

const states: readonly State[] = [
  "stated",
  "notStated",
  "doubtful",
  "corrected",
  "unreadable",
  "failed",
  "waiting",
  "stale",
];

interface FilterDialogProps {
  /** null: the column of the documents */
  readonly column: Column | null;
  /** the one that is changed; null for a new one */
  readonly filter: Filter | null;
  onFilter(filter: Filter): void;
  onClose(): void;
}

/** What rows must have in a column, by its kind. */
export function FilterDialog({ column, filter, onFilter, onClose }: FilterDialogProps) {
  const { t } = useTranslation();
  const formId = useId();
  const ops = opsOf(column);
  const test = filter?.test ?? null;
  const [op, setOp] = useState<Op>(test && ops.includes(test.op) ? test.op : (ops[0] ?? "contains"));
  const [not, setNot] = useState(filter?.not ?? false);
  const [text, setText] = useState(test && "text" in test ? test.text : "");
  const [state, setState] = useState<State>(test?.op === "is" ? test.state : "stated");
  const [least, setLeast] = useState(test?.op === "between" ? test.least : null);
  const [most, setMost] = useState(test?.op === "between" ? test.most : null);
  const [unit, setUnit] = useState(test?.op === "between" ? (test.unit ?? "") : "");
  const made = testOf();
  const name = column?.name ?? t("tables.document");

  function testOf(): FilterTest | null {
    switch (op) {
      case "contains":
      case "equals":
        return text.trim() === "" ? null : { op, text: text.trim() };
      case "between": {
        if (least === null && most === null && unit.trim() === "") return null;
        if (!isBound(least, column) || !isBound(most, column)) return null;
        return { op, least, most, unit: unit.trim() === "" ? null : unit.trim() };
      }
      case "is":
        return { op, state };
      default:
        return { op };
    }
  }
  const apply = () => {
    if (!made) return;
    onFilter({ columnId: column?.id ?? documentColumn, test: made, not });
    onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("tables.filter.title", { column: name })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" type="submit" form={formId} isDisabled={made === null}>
            {t("tables.filter.apply")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4 pt-2 text-ink"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        {ops.length > 1 ? (
          <Select
            label={t("tables.filter.how")}
            choices={ops.map((id) => ({ id, label: t(`tables.filter.ops.${id}`) }))}
            value={op}
            onChange={(chosen: Op) => setOp(chosen)}
          />
        ) : null}
        {op === "contains" || (op === "equals" && column?.kind !== "choice") ? (
          <TextField label={t("tables.filter.text")} value={text} onChange={setText} maxLength={200} autoFocus />
        ) : null}
        {op === "equals" && column?.kind === "choice" ? (
          <Select
            label={t("tables.kinds.choice")}
            placeholder={t("tables.correct.choose")}
            choices={column.choices.map((id) => ({ id, label: id }))}
            value={text === "" ? null : text}
            onChange={setText}
          />
        ) : null}
        {op === "between" && column ? (
          <>
            <div className="flex flex-wrap gap-4">
              <Bound label={t("tables.filter.least")} column={column} value={least} onChange={setLeast} />
              <Bound label={t("tables.filter.most")} column={column} value={most} onChange={setMost} />
            </div>
            {column.kind === "money" || column.kind === "number" ? (
              <TextField
                label={t(column.kind === "money" ? "tables.filter.currency" : "tables.filter.unit")}
                description={t("tables.filter.unitNote")}
                value={unit}
                onChange={setUnit}
                maxLength={20}
              />
            ) : null}
          </>
        ) : null}
        {op === "is" ? (
          <Select
            label={t("tables.filter.state")}
            choices={states.map((id) => ({ id, label: t(`tables.states.${id}`) }))}
            value={state}
            onChange={(chosen: State) => setState(chosen)}
          />
        ) : null}
        <Switch isSelected={not} onChange={setNot}>
          {t("tables.filter.invert")}
        </Switch>
      </form>
    </Dialog>
  );
}

function opsOf(column: Column | null): readonly Op[] {
  if (column === null) return ["contains"];
  switch (column.kind) {
    case "number":
    case "money":
    case "date":
    case "period":
      return ["between", "is", "contains"];
    case "boolean":
      return ["yes", "no", "is"];
    case "choice":
      return ["equals", "is", "contains"];
    default:
      return ["contains", "equals", "is"];
  }
}

const datePattern = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u;

function isBound(value: number | string | null, column: Column | null): boolean {
  if (value === null || typeof value === "number") return true;
  return column?.kind === "date" ? datePattern.test(value) : /^P\d/u.test(value);
}

interface BoundProps {
  readonly label: string;
  readonly column: Column;
  readonly value: number | string | null;
  onChange(value: number | string | null): void;
}

function Bound({ label, column, value, onChange }: BoundProps) {
  const { t } = useTranslation();
  if (column.kind === "date") {
    return (
      <TextField
        label={label}
        description={t("tables.filter.dateNote")}
        className="min-w-40 flex-1"
        value={String(value ?? "")}
        onChange={(text) => onChange(text.trim() === "" ? null : text.trim())}
        error={isBound(value, column) ? undefined : t("tables.filter.noDate")}
      />
    );
  }
  if (column.kind === "period") return <PeriodBound label={label} value={value} onChange={onChange} />;
  return (
    <NumberField
      label={label}
      value={typeof value === "number" ? value : Number.NaN}
      formatOptions={{ maximumFractionDigits: 4 }}
      onChange={(figure) => onChange(Number.isNaN(figure) ? null : figure)}
    />
  );
}

const periodUnits = ["D", "W", "M", "Y"] as const;

function PeriodBound({ label, value, onChange }: Omit<BoundProps, "column">) {
  const { t } = useTranslation();
  const [, figure = "", given = "M"] = /^P(\d+(?:\.\d+)?)([DWMY])$/u.exec(String(value ?? "")) ?? [];
  const [unit, setUnit] = useState<(typeof periodUnits)[number]>(periodUnits.find((each) => each === given) ?? "M");
  const set = (wanted: number, of: string) => onChange(Number.isNaN(wanted) ? null : `P${wanted}${of}`);
  const shown = figure === "" ? Number.NaN : Number(figure);
  return (
    <div className="flex items-end gap-2">
      <NumberField label={label} minValue={0} value={shown} onChange={(wanted) => set(wanted, unit)} />
      <Select
        label={t("tables.filter.unit")}
        isLabelHidden
        choices={periodUnits.map((id) => ({ id, label: t(`tables.filter.periods.${id}`) }))}
        value={unit}
        onChange={(next) => {
          setUnit(next);
          set(shown, next);
        }}
      />
    </div>
  );
}
