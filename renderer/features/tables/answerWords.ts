import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { assertNever } from "../../../electron/contract/errors.ts";
import type {
  Answer,
  AnswerValue,
  Cell,
  Column,
  Filter,
  PlacedNote,
  TableView,
  Total,
} from "../../../electron/contract/answerTables.ts";
import { documentColumn } from "../../../electron/contract/answerTables.ts";
import { useFormats } from "../../i18n/useFormats.ts";

/** Kinds whose values stand at the right, so that they can be read one below the other. */
export const isFigure = (kind: Column["kind"]) => kind === "number" || kind === "money";

/** What a cell shows: the first of its answers, how many more there are, and what is to be known of it. */
export interface CellFace {
  readonly text: string;
  /** further answers that are not shown */
  readonly more: number;
  readonly isCorrected: boolean;
  /** stated, but not verified and not corrected */
  readonly isDoubtful: boolean;
}

/** Words for values, cells, filters, notes and totals of answer tables. */
export function useAnswerWords() {
  const { t } = useTranslation();
  const formats = useFormats();
  return useMemo(() => {
    const value = (one: AnswerValue): string => {
      switch (one.kind) {
        case "text":
          return one.text;
        case "number":
          return one.unit === null ? formats.number(one.number) : `${formats.number(one.number)} ${one.unit}`;
        case "money":
          return formats.money(one.amount, one.currency);
        case "date":
          return formats.date(one.date);
        case "period":
          return formats.period(one.period);
        case "boolean":
          return t(one.boolean ? "tables.yes" : "tables.no");
        case "choice":
          return one.choice;
        case "party":
          return one.party;
        default:
          return assertNever(one);
      }
    };
    const answer = ({ value: typed, text }: Pick<Answer, "value" | "text">): string => (typed ? value(typed) : text);
    const face = (cell: Cell, kind: Column["kind"]): CellFace => {
      const { correction, answers } = cell;
      if (correction) {
        const text = correction.value && correction.value.kind !== "text" ? value(correction.value) : correction.text;
        return { text, more: 0, isCorrected: true, isDoubtful: false };
      }
      const isDoubtful = answers.some(({ support }) => support !== "verified");
      if (kind === "list") {
        return { text: answers.map(answer).join("; "), more: 0, isCorrected: false, isDoubtful };
      }
      const [first] = answers;
      return {
        text: first ? answer(first) : "",
        more: Math.max(0, answers.length - 1),
        isCorrected: false,
        isDoubtful,
      };
    };
    const bound = (given: number | string, kind: Column["kind"] | null, unit: string | null): string => {
      if (typeof given === "number")
        return kind === "money" ? formats.money(given, unit) : withUnit(formats.number(given), unit);
      return given.startsWith("P") ? formats.period(given) : formats.date(given);
    };
    const filter = ({ columnId, test, not }: Filter, columns: readonly Column[]): string => {
      const known = columns.find(({ id }) => id === columnId);
      const column = columnId === documentColumn ? t("tables.document") : (known?.name ?? t("tables.gone"));
      const kind = known?.kind ?? null;
      const says = () => {
        switch (test.op) {
          case "contains":
            return t("tables.filter.contains", { column, text: test.text });
          case "equals":
            return t("tables.filter.equals", { column, text: test.text });
          case "between": {
            const least = test.least === null ? null : bound(test.least, kind, test.unit);
            const most = test.most === null ? null : bound(test.most, kind, test.unit);
            if (least === null && most === null) return t("tables.filter.anyUnit", { column, unit: test.unit ?? "" });
            const isDate = kind === "date";
            if (least === null)
              return t(isDate ? "tables.filter.until" : "tables.filter.atMost", { column, most: most ?? "" });
            if (most === null) return t(isDate ? "tables.filter.from" : "tables.filter.atLeast", { column, least });
            if (least === most) return t("tables.filter.equals", { column, text: least });
            return t("tables.filter.between", { column, least, most });
          }
          case "yes":
            return t("tables.filter.yes", { column });
          case "no":
            return t("tables.filter.no", { column });
          case "is":
            return t("tables.filter.is", { column, state: t(`tables.states.${test.state}`) });
          default:
            return assertNever(test);
        }
      };
      return not ? t("tables.filter.not", { filter: says() }) : says();
    };
    const total = (one: Pick<Total, "unit" | "columnId">, figure: number, columns: readonly Column[]): string => {
      const kind = columns.find(({ id }) => id === one.columnId)?.kind;
      if (kind === "money") return formats.money(figure, one.unit);
      if (kind === "period") return t("tables.totals.days", { count: Math.round(figure) });
      return withUnit(formats.figure(figure), one.unit);
    };
    const note = (placed: PlacedNote): string => {
      switch (placed.code) {
        case "OUTLIER": {
          const { column, text, file, times } = placed.data;
          return times >= 1
            ? t("tables.notes.OUTLIER", { column, text, file, times: formats.figure(times) })
            : t("tables.notes.small", { column, text, file, share: formats.percent(times) });
        }
        case "MISSING":
          return t("tables.notes.MISSING", placed.data);
        case "SAME_VALUE":
          return t("tables.notes.SAME_VALUE", placed.data);
        case "SEVERAL_ANSWERS":
          return t("tables.notes.SEVERAL_ANSWERS", placed.data);
        case "MIXED_UNITS":
          return t("tables.notes.MIXED_UNITS", placed.data);
        case "DOUBTFUL":
          return t("tables.notes.DOUBTFUL", placed.data);
        case "END_BEFORE_START":
          return t("tables.notes.END_BEFORE_START", placed.data);
        default:
          return assertNever(placed);
      }
    };
    return { value, answer, face, filter, total, note };
  }, [t, formats]);
}

const withUnit = (figure: string, unit: string | null) => (unit === null ? figure : `${figure} ${unit}`);

/** True where all rows are shown. */
export function isWhole({ filters, approved }: TableView): boolean {
  return filters.length === 0 && approved === null;
}
