import type { ColumnDraft } from "../../../contract/answerTables.ts";
import type { KeyFact } from "../../../contract/summaries.ts";
import type { Sentence } from "../../text/documentText.ts";
import { fold } from "../../text/fold.ts";
import { isNothing } from "../cells.ts";
import { minutesFacts } from "../minutes/minutes.ts";
import type { Candidate, CandidateAnswer } from "./candidates.ts";
import { itemsOf } from "./items.ts";
import type { Labels } from "./labels.ts";
import { isLight } from "./lightWords.ts";
import { type Line, type Prepared } from "./lines.ts";

/** Items of a list at most. */
const mostItems = 40;

/** Lists under a heading or below a label that names a column, and what came out of a meeting. */
export function listed(prepared: Prepared, columns: readonly ColumnDraft[], labels: Labels): Candidate[] {
  const { lines } = prepared;
  const asked = columns.flatMap(({ kind }, at) => (kind === "list" ? [at] : []));
  if (asked.length === 0) return [];
  const candidates: Candidate[] = [];
  for (const line of lines) {
    if (line.cell || line.tokens.length > 8) continue;
    for (const hit of labels.hitsIn(line)) {
      if (!asked.includes(hit.column) || hit.part) continue;
      const own = labels.own[hit.column] ?? new Set();
      const others = line.tokens.filter(({ content, stem, form }) => content && !own.has(stem) && !isLight(form));
      const isLabel =
        line.kind === "heading" || /[:：]\s*$/u.test(line.text) || line.tokens.length === hit.to - hit.from;
      if (!isLabel || others.length > (line.kind === "heading" ? 1 : 0)) continue;
      const answers = itemsBelow(line);
      if (answers.length === 0) continue;
      candidates.push({
        column: hit.column,
        answers,
        score: others.length === 0 ? 0.84 : 0.7,
        sure: others.length === 0 && answers.every(({ text }) => text.length < 120),
        line: line.index,
      });
    }
  }
  return [...candidates, ...ofMeeting()];

  function itemsBelow(label: Line): CandidateAnswer[] {
    const answers: CandidateAnswer[] = [];
    const add = (text: string, sentences: readonly Sentence[]): void => {
      const bare = text
        .replace(/^[\s•▪◦●*–-]+/u, "")
        .replace(/[;,.]\s*$/u, "")
        .trim();
      if (bare !== "" && !isNothing(bare) && answers.length < mostItems)
        answers.push({ value: { kind: "text", text: bare }, text: bare, condition: null, sentences });
    };
    let kind: Line["kind"] | null = null;
    const rows = new Set<Sentence>();
    for (const line of lines.slice(label.index + 1, label.index + 1 + 4 * mostItems)) {
      if (line.kind === "heading" || (kind !== null && line.kind !== kind)) break;
      if (line.cell) {
        const [sentence] = line.sentences;
        if (line.cell.row.isHeader || !sentence || rows.has(sentence)) {
          kind = line.kind;
          continue;
        }
        rows.add(sentence);
        add(line.cell.row.cells.filter((cell) => cell !== "").join(", "), [sentence]);
      } else if (line.kind === "listItem") add(line.text, line.sentences);
      else {
        if (kind === null) {
          for (const { start, end } of itemsOf(line.text))
            add(
              line.text.slice(start, end),
              line.sentences.filter(
                (_, order) =>
                  (line.starts[order] ?? 0) < end && (line.starts[order + 1] ?? line.text.length + 1) > start,
              ),
            );
          // A run of short lines is a list too.
          if (line.tokens.length > 8 || answers.length > 1) break;
        } else {
          if (
            line.tokens.length > 8 ||
            line.text.endsWith(":") ||
            labels.hitsIn(line).some(({ from, weak }) => from === 0 && !weak)
          )
            break;
          add(line.text, line.sentences);
        }
      }
      kind = line.kind;
    }
    return answers;
  }

  function ofMeeting(): Candidate[] {
    const wanted = asked.flatMap((at) => {
      const kind = outcomeOf(columns[at]);
      return kind === null ? [] : [{ at, kind }];
    });
    if (wanted.length === 0) return [];
    const facts = minutesFacts(prepared.source);
    return wanted.flatMap(({ at, kind }) => {
      const own = facts.filter((fact) => fact.kind === kind);
      const answers = own.map((fact) => answerOf(fact));
      const [first] = own;
      return first ? [{ column: at, answers, score: 0.88, sure: false, line: first.citations[0]?.start ?? 0 }] : [];
    });
  }

  function answerOf({ value, label, due, citations }: KeyFact): CandidateAnswer {
    const places = new Set(citations.map(({ page, start }) => `${String(page)} ${String(start)}`));
    const sentences = prepared.source.sentences.filter(({ page, start }) =>
      places.has(`${String(page)} ${String(start)}`),
    );
    const text = value.trim();
    return {
      value: { kind: "text", text },
      text,
      condition: [label, due ?? ""].filter((part) => part !== "").join(", ") || null,
      sentences,
    };
  }
}

/** What of a meeting a column asks for. */
function outcomeOf(column: ColumnDraft | undefined): "decision" | "action" | null {
  if (!column) return null;
  const asked = fold(`${column.name} ${column.question}`);
  if (decisions.test(asked)) return "decision";
  return actions.test(asked) ? "action" : null;
}
const decisions =
  /(?<!\p{L})(?:decision|decided|resolution|beschl[uo]ss|entscheidung|decisao|decisoes|decisione|decidid|acuerdo|delibera|besluit|besloten)/u;
const actions = /(?<!\p{L})(?:action|task|to do|todo|aufgabe|tache|tarea|azion|compit|tarefa|actie|taken\b)/u;
