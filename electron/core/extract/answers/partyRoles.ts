import type { ColumnDraft } from "../../../contract/answerTables.ts";
import type { Candidate, CandidateAnswer } from "./candidates.ts";
import { conceptsOf } from "./concepts.ts";
import type { Labels } from "./labels.ts";
import { type Line, type Prepared, sentencesAt } from "./lines.ts";
import { partiesOf, type PartyFact } from "./parties.ts";

/** What stands before the role that a contract gives a party: (“Landlord”), – nachfolgend Vermieter –, hereinafter called the Tenant. */
const givesRole =
  /(?:[("“„«‚‘]|(?<!\p{L})(?:hereinafter|hereafter|called|referred to as|known as|nachfolgend|nachstehend|im folgenden|genannt|kurz|ci-apr[eè]s|d[ée]nomm[ée]e?s?|d[ée]sign[ée]e?s?|en adelante|en lo sucesivo|denominad[oa]|di seguito|denominat[oa]|indicat[oa]|doravante|designad[oa]|adiante|hierna|te noemen|genoemd)[^.;]{0,40})(?:\s?["“„«‚‘(])?\s*(?:the|der|die|das|den|dem|als|as|le|la|el|il|lo|o|a|de|het|l['’])?\s*["“„«‚‘]?\s*$/iu;
/** Where another party has been named before: the role in brackets or between dashes, or "and" on a line or behind a role. */
const endsParty =
  /\([^()]*["“„«‚‘][^()]*\)|\((?:the|der|die|le|la|el|il|o|a|de|hereinafter|nachfolgend|im folgenden)[^()]{1,60}\)|[–—-]\s*(?:im folgenden|nachfolgend|nachstehend|hereinafter|ci-apr[eè]s|en adelante|di seguito|doravante|hierna)[^–—]{1,80}[–—-]|(?:^|\n)\s*(?:and|und|et|y|e|en)\s*(?:\n|$)/giu;
/** Lines before the role that may still name its party. */
const linesBack = 5;

/**
 * Parties by the roles that a document gives them; all parties that it defines for a column that asks for the parties.
 */
export function partyRoles(prepared: Prepared, columns: readonly ColumnDraft[], labels: Labels): Candidate[] {
  const { lines, language } = prepared;
  const asked = columns.flatMap(({ kind }, at) => (kind === "party" ? [at] : []));
  if (asked.length === 0) return [];
  const candidates: Candidate[] = [];
  const defined: (CandidateAnswer & { readonly line: number })[] = [];
  for (const line of lines) {
    for (const hit of labels.hitsIn(line)) {
      if (!asked.includes(hit.column) || hit.weak || hit.part || asksForAll(columns[hit.column])) continue;
      const token = line.tokens[hit.from];
      if (!token || !givesRole.test(line.text.slice(0, token.start))) continue;
      // “Secretary” means …
      const end = line.tokens[hit.to - 1]?.end ?? token.end;
      if (
        /^["”“»’]\s*(?:means|shall mean|is\b|bezeichnet|bedeutet|désigne|signifie|significa|betekent)/iu.test(
          line.text.slice(end),
        )
      )
        continue;
      const answer = partyBefore(line, token.start, end);
      if (!answer) continue;
      candidates.push({
        column: hit.column,
        answers: [answer.answer],
        score: 0.9,
        sure: answer.sure,
        line: line.index,
      });
    }
  }
  const several = asked.filter((at) => asksForAll(columns[at]));
  if (several.length > 0) {
    for (const line of lines.slice(0, 60)) {
      for (const match of line.text.matchAll(roleInBrackets)) {
        const answer = partyBefore(line, match.index, match.index + match[0].length);
        if (answer && !defined.some(({ text }) => text === answer.answer.text))
          defined.push({ ...answer.answer, condition: null, line: line.index });
      }
    }
    const answers = defined.length > 1 ? defined : (betweenParties() ?? []);
    const [first] = answers;
    if (first)
      for (const column of several)
        candidates.push({
          column,
          answers,
          score: defined.length > 1 ? 0.85 : 0.7,
          sure: defined.length === 2,
          line: first.line,
        });
  }
  return candidates;

  /** The first party between the last one with a role and a place. */
  function partyBefore(
    line: Line,
    at: number,
    end: number,
  ): { readonly answer: CandidateAnswer; readonly sure: boolean } | null {
    let text = line.text.slice(0, at);
    const parts: { readonly line: Line; readonly from: number }[] = [{ line, from: 0 }];
    for (let back = 1; back <= linesBack && !hasParty(text); back += 1) {
      const before = lines[line.index - back];
      if (!before || before.kind === "heading" || before.cell) break;
      text = `${before.text}\n${text}`;
      for (const [index, part] of parts.entries()) parts[index] = { ...part, from: part.from + before.text.length + 1 };
      parts.unshift({ line: before, from: 0 });
    }
    const ends = [...text.slice(0, -1).matchAll(endsParty)].filter(
      (match) => match.index + match[0].length < text.trimEnd().length,
    );
    const last = ends.at(-1);
    const from = last ? last.index + last[0].length : 0;
    const parties = partiesOf(text.slice(from), language);
    const beside = parties.find(({ end: behind }) =>
      /^\s?[(["“]+(?:the\s|der\s|die\s|le\s|la\s|el\s|il\s|de\s)?["“„«]?\s?$/iu.test(text.slice(from + behind)),
    );
    const [party, ...others] = beside ? [beside] : lastAfterAnd(text.slice(from), parties);
    if (!party) return null;
    const start = from + party.start;
    const place = parts.findLast((part) => part.from <= start) ?? { line, from: 0 };
    const sentences = [
      ...sentencesAt(place.line, start - place.from, from + party.end - place.from),
      ...(place.line === line ? sentencesAt(line, start - place.from, end) : sentencesAt(line, at, end)),
    ];
    return {
      answer: {
        value: { kind: "party", party: party.party },
        text: party.party,
        condition: null,
        sentences: [...new Set(sentences)],
      },
      sure: others.length === 0 || party.sure,
    };
  }

  function hasParty(text: string): boolean {
    const last = [...text.matchAll(endsParty)].at(-1);
    return partiesOf(last ? text.slice(last.index + last[0].length) : text, language).length > 0;
  }

  /** "Between A and B" without roles. */
  function betweenParties(): (CandidateAnswer & { readonly line: number })[] | null {
    for (const line of lines.slice(0, 30)) {
      const match = between.exec(line.text);
      if (!match) continue;
      const from = match.index + match[0].length;
      const parties = partiesOf(line.text.slice(from, from + 500), language);
      if (parties.length < 2) continue;
      return parties.slice(0, 4).map(({ party, start, end }) => ({
        value: { kind: "party", party },
        text: party,
        condition: null,
        sentences: sentencesAt(line, from + start, from + end),
        line: line.index,
      }));
    }
    return null;
  }
}

/** Of two parties that "and" joins the one behind it is meant. */
function lastAfterAnd(text: string, parties: readonly PartyFact[]): readonly PartyFact[] {
  const [first, second] = parties;
  if (!first || !second) return parties;
  const ands = [...text.matchAll(/(?:[,;"”“»)]|^)\s*(?:and|und|et|y|e|en)\s+/giu)].filter(
    ({ index }) => index >= first.end,
  );
  const last = ands.at(-1);
  if (!last) return parties;
  const behind = parties.filter(({ start }) => start >= last.index);
  return behind.length > 0 ? behind : parties;
}

const roleInBrackets = new RegExp(
  [
    `\\((?:the|der|die|das|le|la|l['’]|el|il|lo|o|a|de|hereinafter|nachfolgend|im folgenden|nachstehend|ci-apr[eè]s|en adelante|di seguito|doravante|hierna)?[^()"“„«]{0,40}["“„«‚‘][^()"”“»]{2,40}["”“»’‘][^()]{0,30}\\)`,
    `[–—-]\\s*(?:im folgenden|nachfolgend|nachstehend|hereinafter|ci-apr[eè]s|en adelante|di seguito|doravante|hierna)\\s[^–—]{2,60}[–—-]`,
    `(?<!\\p{L})(?:im folgenden|nachfolgend|nachstehend|hereinafter|ci-apr[eè]s|en adelante|en lo sucesivo|di seguito|doravante|hierna)\\s[^.;()"“„«]{0,30}["“„«‚‘][^"”“»]{2,40}["”“»’‘]`,
  ].join("|"),
  "giu",
);
const between = /(?<!\p{L})(?:by and between|between|zwischen|entre|tra|fra|tussen)(?!\p{L})\s*:?\s*/iu;

function asksForAll(column: ColumnDraft | undefined): boolean {
  return column !== undefined && conceptsOf(column).has("parties");
}
