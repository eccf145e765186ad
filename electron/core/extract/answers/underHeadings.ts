import type { ColumnDraft } from "../../../contract/answerTables.ts";
import type { Sentence } from "../../text/documentText.ts";
import { formOf } from "../candidates.ts";
import { type Candidate, keyOfValue } from "./candidates.ts";
import { identifierOf } from "./identifiers.ts";
import type { Hit, Labels } from "./labels.ts";
import { type Line, type Prepared } from "./lines.ts";
import { valuesOf } from "./values.ts";

/** Lines below a heading that are looked at. */
const reach = 12;

/** What stands under a heading that names a column: of a text the sentence that says most, of another kind its only value. */
export function underHeadings(prepared: Prepared, columns: readonly ColumnDraft[], labels: Labels): Candidate[] {
  const { lines, language, dayFirst } = prepared;
  const candidates: Candidate[] = [];
  for (const line of lines) {
    if (line.kind !== "heading" || line.tokens.length > 12) continue;
    for (const hit of labels.hitsIn(line)) {
      const column = columns[hit.column];
      if (!column || hit.weak || hit.part || column.kind === "list" || identifierOf(column) !== null) continue;
      const share = shareOf(line, hit, labels);
      if (share < 0.5) continue;
      const below = linesBelow(lines, line);
      const worth = share === 1 ? 0.62 : 0.52;
      if (column.kind === "text") {
        const sentence = mostTelling(below, hit.column, labels);
        if (!sentence) continue;
        candidates.push({
          column: hit.column,
          answers: [
            {
              value: { kind: "text", text: sentence.text },
              text: sentence.text,
              condition: null,
              sentences: [sentence],
            },
          ],
          score: worth,
          sure: false,
          line: line.index,
        });
        continue;
      }
      if (column.kind === "party" || column.kind === "boolean" || column.kind === "choice") continue;
      const values = below.flatMap((each) =>
        (each.cell
          ? [{ sentence: each.sentences[0], text: each.text }]
          : each.sentences.map((sentence) => ({ sentence, text: sentence.text }))
        ).flatMap(({ sentence, text }) =>
          sentence ? valuesOf(text, column, language, { dayFirst }).map((value) => ({ ...value, sentence })) : [],
        ),
      );
      const [value] = values;
      if (!value || new Set(values.map((each) => keyOfValue(each.value))).size > 1) continue;
      candidates.push({
        column: hit.column,
        answers: [{ value: value.value, text: value.text, condition: null, sentences: [value.sentence] }],
        score: worth,
        sure: false,
        line: line.index,
      });
    }
  }
  return candidates;
}

/** The share of the words of a heading that are of the column. */
function shareOf({ tokens }: Line, { from, to, column }: Hit, { own }: Labels): number {
  const content = tokens.filter((token) => token.content);
  const named = content.filter((token) => tokens.indexOf(token) >= from && tokens.indexOf(token) < to);
  const known = content.filter((token) => own[column]?.has(token.stem) === true);
  return content.length === 0 ? 0 : Math.max(named.length, known.length) / content.length;
}

function linesBelow(lines: readonly Line[], { index }: Line): Line[] {
  const below: Line[] = [];
  for (const line of lines.slice(index + 1, index + 1 + reach)) {
    if (line.kind === "heading") break;
    below.push(line);
  }
  return below;
}

/** The first sentence that holds words of the column, else the first that can stand alone. */
function mostTelling(below: readonly Line[], at: number, labels: Labels): Sentence | null {
  const sentences = below.filter((line) => !line.cell).flatMap((line) => line.sentences);
  const able = sentences.filter((sentence) => formOf(sentence) >= 0.4);
  const holding = below
    .filter((line) => !line.cell)
    .flatMap((line) =>
      labels.hitsIn(line).flatMap((hit) => {
        const start = line.tokens[hit.from]?.start ?? 0;
        return hit.column === at && !hit.weak
          ? line.sentences.filter((_, order) => (line.starts[order] ?? 0) <= start).slice(-1)
          : [];
      }),
    )
    .filter((sentence) => able.includes(sentence));
  return holding[0] ?? able[0] ?? sentences.find(({ text }) => text.split(/\s+/u).length > 3) ?? null;
}
