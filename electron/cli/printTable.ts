import type { AnswerRow, Column } from "../contract/answerTables.ts";
import { standingIn } from "../contract/answerValues.ts";
import type { Problem } from "../contract/errors.ts";
import { shownText, silenceOf } from "../words/answerWords.ts";
import { words } from "./words.ts";

const { t } = words;

/** A document of a table for people: its columns one below the other, with the pages of the answers. */
export function printRow(file: string, { cells }: AnswerRow, columns: readonly Column[]): string {
  const width = Math.max(...columns.map(({ name }) => name.length));
  const lines = columns.map(({ id, name }) => `  ${name.padEnd(width)}  ${cellText(cells[id])}`);
  return `${[file, ...lines].join("\n")}\n\n`;
}

export function printUnread(file: string, problem: Problem): string {
  return `${file}\n  ${words.error(problem)}\n\n`;
}

function cellText(cell: AnswerRow["cells"][string] | undefined): string {
  const silence = silenceOf(cell);
  if (cell === undefined || silence !== null) return t(`export:answerTable.silence.${silence ?? "waiting"}`);
  return standingIn(cell)
    .map((standing) => {
      const { answer } = standing;
      const pages = [...new Set(answer?.citations.map(({ page }) => page))];
      const mark =
        answer === null
          ? t("export:corrected")
          : answer.support === "verified"
            ? null
            : t(`export:support.${answer.support}`);
      return [
        shownText(standing, words).replaceAll(/\s+/gu, " "),
        ...(pages.length > 0 ? [`[${pages.join(", ")}]`] : []),
        ...(mark === null ? [] : [`(${mark})`]),
      ].join(" ");
    })
    .join("; ");
}
