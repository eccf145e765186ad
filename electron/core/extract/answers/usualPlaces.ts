import type { ColumnDraft } from "../../../contract/answerTables.ts";
import { dueDateOf } from "../../text/dueDate.ts";
import { type Candidate, keyOfValue } from "./candidates.ts";
import { type Concept, conceptsOf } from "./concepts.ts";
import { identifierOf, identifiersIn } from "./identifiers.ts";
import type { Labels } from "./labels.ts";
import { type Line, type Prepared, sentencesAt, statementsOf } from "./lines.ts";
import { partiesOf, partyOfCell } from "./parties.ts";
import { valuesOf } from "./values.ts";

/** Lines at the top of a letter or invoice in which sender and addressee stand. */
const head = 16;

/**
 * What stands where letters, invoices and contracts usually have it, without a label: who writes at the top and below the greeting, whom
 * to above a town, place and date on a line, until when and within which time is to be paid. None of it is sure.
 */
export function usualPlaces(prepared: Prepared, columns: readonly ColumnDraft[], labels: Labels): Candidate[] {
  const { lines, language, dayFirst } = prepared;
  return columns.flatMap((column, at) => {
    const concepts = conceptsOf(column);
    const has = (concept: Concept): boolean => concepts.has(concept);
    const sender = senderAtTop();
    const found: (Omit<Candidate, "column" | "sure"> | null)[] = [];
    if (has("sender")) found.push(sender);
    if (has("addressee")) found.push(addressee(sender?.line ?? -1));
    if (has("person")) found.push(nameAtTop(), nameBelow());
    if (has("due") || has("deadline")) found.push(...deadlines(has("due")));
    if (has("payment")) found.push(...paymentTimes(column));
    if (has("meetingDate")) found.push(firstDate());
    if (has("signed")) found.push(placeAndDate(true));
    else if (
      column.kind === "date" &&
      /^(?:date|datum|fecha|data|issued|sent|invoice date|rechnungsdatum)$/iu.test(column.name)
    )
      found.push(placeAndDate(false));
    if (identifierOf(column) === "email") found.push(onlyAddress());
    return found.flatMap((candidate) => (candidate ? [{ ...candidate, column: at, sure: false }] : []));
  });

  /** The organisation that stands at the top of the first page. */
  function senderAtTop(): Omit<Candidate, "column" | "sure"> | null {
    for (const line of lines.slice(0, 5)) {
      const [party] = partiesOf(line.text, language).filter(({ sure }) => sure);
      if (!party) continue;
      const isFirst = party.start < 3;
      if (!isFirst && (line.tokens.length > 30 || labels.hitsIn(line).some(({ weak }) => !weak))) continue;
      return partyAt(line, party.party, party.start, party.end, 0.56);
    }
    return null;
  }

  /** A name above a street and a town, below the sender. */
  function addressee(after: number): Omit<Candidate, "column" | "sure"> | null {
    for (const line of lines.slice(after + 1, head)) {
      if (
        line.cell ||
        line.tokens.length > 8 ||
        line.kind === "heading" ||
        labels.hitsIn(line).some(({ weak }) => !weak)
      )
        continue;
      const party = partyOfCell(line.text, language);
      if (!party || /[:\d]/u.test(line.text)) continue;
      const below = lines.slice(line.index + 1, line.index + 4);
      const end = below.findIndex((each) => each.cell !== null || each.tokens.length > 8);
      if (
        ![line.text, ...(end < 0 ? below : below.slice(0, end)).map(({ text }) => text)].some((text) => town.test(text))
      )
        continue;
      return partyAt(line, party.party, party.start, party.end, 0.55);
    }
    return null;
  }

  function nameAtTop(): Omit<Candidate, "column" | "sure"> | null {
    for (const line of lines.slice(0, 3)) {
      const party = partyOfCell(line.text, language);
      if (party && personName.test(party.party)) return partyAt(line, party.party, party.start, party.end, 0.56);
    }
    return null;
  }

  function nameBelow(): Omit<Candidate, "column" | "sure"> | null {
    for (const line of lines) {
      if (!greeting.test(line.text) || line.tokens.length > 7) continue;
      const next = lines[line.index + 1];
      const party = next && partyOfCell(next.text, language);
      if (next && party && personName.test(party.party))
        return partyAt(next, party.party, party.start, party.end, 0.58);
    }
    return null;
  }

  function partyAt(
    line: Line,
    party: string,
    start: number,
    end: number,
    score: number,
  ): Omit<Candidate, "column" | "sure"> {
    const answer = {
      value: { kind: "party", party } as const,
      text: party,
      condition: null,
      sentences: sentencesAt(line, start, end),
    };
    return { answers: [answer], score, line: line.index };
  }

  /** Until when something is to be done; of what is due only what is to be paid. */
  function deadlines(isDue: boolean): Omit<Candidate, "column" | "sure">[] {
    return lines.flatMap((line) =>
      /\d{4}/u.test(line.text)
        ? statementsOf(line).flatMap(({ text, start, end }) => {
            if (isDue && !paying.test(text)) return [];
            const due = dueDateOf(text);
            const [value] = due === null ? [] : valuesOf(due, { kind: "date" }, language, { dayFirst });
            if (!value || (value.value.kind === "date" && value.value.date.length < 10)) return [];
            const answer = {
              value: value.value,
              text: value.text,
              condition: null,
              sentences: sentencesAt(line, start, end),
            };
            return [{ answers: [answer], score: isDue ? 0.62 : 0.56, line: line.index }];
          })
        : [],
    );
  }

  function paymentTimes(column: ColumnDraft): Omit<Candidate, "column" | "sure">[] {
    return lines.flatMap((line) =>
      statementsOf(line).flatMap(({ text, start, end }) => {
        if (!paying.test(text) || penalty.test(text)) return [];
        const values = valuesOf(text, column, language);
        const [value] = values;
        if (!value || new Set(values.map((each) => keyOfValue(each.value))).size > 1) return [];
        const isWithin = within.test(text.slice(Math.max(0, value.start - 24), value.start));
        const answer = {
          value: value.value,
          text: value.text,
          condition: null,
          sentences: sentencesAt(line, start, end),
        };
        return isWithin ? [{ answers: [answer], score: 0.6, line: line.index }] : [];
      }),
    );
  }

  /** "Hamburg, 12 March 2026" on a line of its own: below a contract, or at the top of a letter. */
  function placeAndDate(isBelow: boolean): Omit<Candidate, "column" | "sure"> | null {
    const found = lines.filter(
      (line) => line.tokens.length < 10 && line.cell === null && placeBeforeDate.test(line.text),
    );
    const line = isBelow ? found.at(-1) : found[0];
    if (!line || (isBelow ? line.index < lines.length * 0.5 : line.index > head * 2)) return null;
    const values = valuesOf(line.text, { kind: "date" }, language, { dayFirst });
    const [value] = values;
    if (!value || values.length > 1 || value.end < line.text.length - 2) return null;
    const answer = {
      value: value.value,
      text: value.text,
      condition: null,
      sentences: sentencesAt(line, value.start, value.end),
    };
    return { answers: [answer], score: 0.62, line: line.index };
  }

  /** The first day that the head of a document names. */
  function firstDate(): Omit<Candidate, "column" | "sure"> | null {
    for (const line of lines.slice(0, head)) {
      const [value] = valuesOf(line.text, { kind: "date" }, language, { dayFirst });
      if (value?.value.kind !== "date" || value.value.date.length < 10) continue;
      const answer = {
        value: value.value,
        text: value.text,
        condition: null,
        sentences: sentencesAt(line, value.start, value.end),
      };
      return { answers: [answer], score: 0.56, line: line.index };
    }
    return null;
  }

  function onlyAddress(): Omit<Candidate, "column" | "sure"> | null {
    const all = lines.flatMap((line) =>
      line.text.includes("@") ? identifiersIn(line.text, "email").map((text) => ({ text, line })) : [],
    );
    const [first] = all;
    if (!first) return null;
    const start = first.line.text.indexOf(first.text);
    const answer = {
      value: { kind: "text", text: first.text } as const,
      text: first.text,
      condition: null,
      sentences: sentencesAt(first.line, start, start + first.text.length),
    };
    const isOnly = new Set(all.map(({ text }) => text.toLowerCase())).size === 1;
    return { answers: [answer], score: isOnly ? 0.7 : 0.52, line: first.line.index };
  }
}

/** A postcode beside its town. */
const town =
  /(?:^|,\s|\n)(?:[A-Z]{1,2}-)?\d{4,5}(?:\s?[A-Z]{2})?\s+\p{Lu}\p{L}|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|,\s[A-Z]{2}\s\d{5}/u;
const personName =
  /^(?:(?:Dr|Prof|Ing)\.\s)*\p{Lu}[\p{L}'’-]+(?:\s(?:\p{Lu}\.|(?:van|von|de|del|de la|da|do|dos|di|der|den|ter)\s\p{Lu}[\p{L}'’-]+|\p{Lu}[\p{L}'’-]+)){1,3}$/u;
const greeting =
  /^(?:(?:yours\s)?(?:sincerely|faithfully|truly)|(?:kind|best|warm)(?:est)?\sregards|regards|best wishes|mit (?:freundlichen|besten|herzlichen) gr|freundliche gr|beste gr|viele gr|herzliche gr|cordialement|bien cordialement|sinc[eè]res|veuillez|atentamente|un (?:cordial )?saludo|saludos|cordiali saluti|distinti saluti|in fede|atenciosamente|com os melhores|cumprimentos|met vriendelijke groet|hoogachtend)/iu;
const paying =
  /(?<!\p{L})(?:pay(?:s|able|ment|ments|ing)?|paid|remit|transfer|settle[d]?|due|zahl\p{L}*|bezahl\p{L}*|überweis\p{L}*|begleich\p{L}*|fällig|pa(?:yer|yable|yables|iement|iements)|pay[ée]e?s?|r[èé]gl\p{L}*|virement|versement|pag(?:o|os|ar|ará\p{L}*|adero|adera|aderas|aderos|ue|uen|amento|amenti|ato|ata|ate|are|áveis|ável|as|os)|abon\p{L}+|ingres\p{L}+|transferencia|bonific\p{L}*|versa\p{L}*|liquid\p{L}*|transferência|betal\p{L}*|voldoen|voldaan|overmak\p{L}*)(?!\p{L})/iu;
const penalty =
  /(?<!\p{L})(?:interest|penalt\p{L}*|late|unpaid|overdue|discount|verzug\p{L}*|verspät\p{L}*|zinsen|skonto|mahn\p{L}*|retard|pénalit\p{L}*|intérêts|escompte|mora|recargo|interes\p{L}*|descuento|ritardo|penale|sconto|juros|desconto|atraso|rente|te laat|korting|deposit|kaution|notice|kündig\p{L}*)(?!\p{L})/iu;
const within =
  /(?:within|in|net|innerhalb(?: von)?|binnen|dans un délai de|sous|à|dans les|en un plazo de|a los|a|plazo(?: máximo)? de|entro|a|no prazo de|em|prazo de|binnen|of|van|von)\s(?:the\s|les\s|los\s|i\s|os\s|de\s|einem zeitraum von\s)?$/iu;
const placeBeforeDate =
  /^(?:(?:fait à|done at|en|a|gegeben zu|dato a)\s)?\p{Lu}[\p{L} .'’/()-]{1,40}?,?\s(?:(?:den|the|le|lì|li|il|a|el|em|op|this)\s)?(?:\d|\p{Lu}\p{Ll}+ \d)/iu;
