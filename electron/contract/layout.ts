import type { Citation } from "./documents.ts";
import { type FactKind, type KeyFact, paragraphsOf, type Point } from "./summaries.ts";
import type { DocumentKind, LayoutForm, SummaryOptions } from "./summaryOptions.ts";

/** What a row of the table of a contract tells. */
export const contractTerms = ["parties", "sums", "dates", "duration", "notice"] as const;
export type ContractTerm = (typeof contractTerms)[number];

type Place = Pick<Citation, "page" | "start" | "end">;
type AnyPoint = Pick<Point, "role" | "text" | "section"> & { readonly citations: readonly Place[] };
type AnyFact = Pick<KeyFact, "kind" | "label" | "value" | "due"> & { readonly citations: readonly Place[] };

/** A point, or a sentence that code found of which no point speaks. */
export type Entry<P, F> = { readonly point: P } | { readonly fact: F };

/** A part of the whole. No part is empty; what belongs to no heading stands in the last one, among the points. */
export type LayoutPart<P, F> =
  | {
      readonly kind: "points";
      /** null where there is no other part */
      readonly heading: "question" | "method" | "results" | "limits" | "points" | null;
      readonly points: readonly P[];
    }
  | { readonly kind: "prose"; readonly heading: null; readonly paragraphs: readonly (readonly P[])[] }
  | { readonly kind: "entries"; readonly heading: "decisions" | "questions"; readonly entries: readonly Entry<P, F>[] }
  | {
      readonly kind: "actions";
      readonly heading: "actions";
      /** who, empty where that is not said, what, and by when in the words of the document */
      readonly rows: readonly { readonly who: string; readonly entry: Entry<P, F>; readonly due: string | null }[];
    }
  | {
      readonly kind: "terms";
      readonly heading: "terms";
      readonly rows: readonly { readonly term: ContractTerm; readonly entries: readonly Entry<P, F>[] }[];
    };

export interface Layout<P, F> {
  readonly form: LayoutForm;
  /** one to three sentences that say what the document is and what matters most in it; may be none */
  readonly lead: readonly P[];
  /** for the table of key facts, above the parts */
  readonly facts: readonly F[];
  readonly parts: readonly LayoutPart<P, F>[];
}

/** The form that was chosen, or the one that suits the kind of document. */
export function layoutForm({ structure }: Pick<SummaryOptions, "structure">, kind: DocumentKind | null): LayoutForm {
  if (structure !== "auto") return structure;
  return kind === "minutes" || kind === "contract" || kind === "paper" ? kind : "points";
}

/** The same summary laid out the same in the window, in exports and at the terminal. Every point stands in it once. */
export function layoutOf<P extends AnyPoint, F extends AnyFact>(summary: {
  readonly points: readonly P[];
  readonly facts: readonly F[];
  readonly options: Pick<SummaryOptions, "structure">;
  readonly kind: DocumentKind | null;
}): Layout<P, F> {
  const { facts } = summary;
  const form = layoutForm(summary.options, summary.kind);
  const lead = summary.points.filter(({ role }) => role === "lead");
  const points = summary.points.filter(({ role }) => role !== "lead");
  switch (form) {
    case "points":
    case "facts":
      return { form, lead, facts, parts: pointsPart(points, null) };
    case "prose":
      return {
        form,
        lead,
        facts,
        parts: points.length === 0 ? [] : [{ kind: "prose", heading: null, paragraphs: paragraphsOf(points) }],
      };
    case "minutes":
      return { form, lead, ...minutesOf(points, facts) };
    case "contract":
      return { form, lead, ...contractOf(points, facts) };
    case "paper":
      return { form, lead, facts, parts: paperOf(points) };
  }
}

function pointsPart<P>(
  points: readonly P[],
  heading: Extract<LayoutPart<P, never>, { kind: "points" }>["heading"],
): Extract<LayoutPart<P, never>, { kind: "points" }>[] {
  return points.length === 0 ? [] : [{ kind: "points", heading, points }];
}

/** The points that no other part has, under a heading where there are others. */
function withRest<P, F>(parts: readonly LayoutPart<P, F>[], rest: readonly P[]): LayoutPart<P, F>[] {
  return [...parts, ...pointsPart(rest, parts.length > 0 ? "points" : null)];
}

function minutesOf<P extends AnyPoint, F extends AnyFact>(points: readonly P[], facts: readonly F[]) {
  const left = new Set(points);
  /** The points on the sentence of a fact that stand nowhere yet, in its place; the fact itself where there are none. */
  const entriesOf = (kind: FactKind): { fact: F; entry: Entry<P, F> }[] =>
    facts
      .filter((fact) => fact.kind === kind)
      .flatMap((fact): { fact: F; entry: Entry<P, F> }[] => {
        const own = points.filter((point) => sharesSentence(point, fact));
        const free = own.filter((point) => left.delete(point));
        if (own.length > 0) return free.map((point) => ({ fact, entry: { point } }));
        return [{ fact, entry: { fact } }];
      });
  const [decisions, actions, questions] = (["decision", "action", "question"] as const).map(entriesOf);
  const parts: LayoutPart<P, F>[] = [];
  const add = (heading: "decisions" | "questions", found: typeof decisions = []): void => {
    if (found.length > 0) parts.push({ kind: "entries", heading, entries: found.map(({ entry }) => entry) });
  };
  add("decisions", decisions);
  if (actions && actions.length > 0) {
    const rows = actions.map(({ fact: { label, due }, entry }) => ({ who: label, entry, due: due ?? null }));
    parts.push({ kind: "actions", heading: "actions", rows });
  }
  add("questions", questions);
  return {
    facts: facts.filter(({ kind }) => kind !== "decision" && kind !== "action" && kind !== "question"),
    parts: withRest(parts, [...left]),
  };
}

function contractOf<P extends AnyPoint, F extends AnyFact>(points: readonly P[], facts: readonly F[]) {
  const left = new Set(points);
  const rows = termOrder.map(({ term, kind, words }) => {
    const found = facts.filter(
      (fact) => (kind === null || fact.kind === kind) && (words === null || words.test(fold(fact.value))),
    );
    const own = [...left].filter(
      (point) =>
        words?.test(fold(point.text)) ?? found.some((fact) => sharesSentence(point, fact) && names(point, fact)),
    );
    for (const point of own) left.delete(point);
    const entries: Entry<P, F>[] = own.map((point) => ({ point }));
    for (const fact of found) {
      if (entries.length >= own.length + mostFacts) break;
      // Two facts of one sentence are said by it once.
      const isSaid =
        points.some((point) => sharesSentence(point, fact)) ||
        entries.some((entry) => "fact" in entry && sharesSentence(entry.fact, fact));
      if (!isSaid) entries.push({ fact });
    }
    return { term, entries };
  });
  const filled = contractTerms
    .map((term) => ({ term, entries: rows.find((row) => row.term === term)?.entries ?? [] }))
    .filter(({ entries }) => entries.length > 0);
  const parts: LayoutPart<P, F>[] = filled.length === 0 ? [] : [{ kind: "terms", heading: "terms", rows: filled }];
  return { facts: facts.filter(({ kind }) => ofTables.has(kind)), parts: withRest(parts, [...left]) };
}

/** Sentences of a row at most of which no point speaks. */
const mostFacts = 3;
const ofTables: ReadonlySet<FactKind> = new Set(["table", "column", "outlier"]);

/** The terms in the order in which a point is asked for them: what ends a contract within a month is its notice, not a date. */
const termOrder: readonly {
  readonly term: ContractTerm;
  /** of the facts that tell it; null: any */
  readonly kind: FactKind | null;
  /** that its sentences have; null: any */
  readonly words: RegExp | null;
}[] = [
  {
    term: "notice",
    kind: "obligation",
    words:
      /\b(?:notice (?:of|period|to (?:end|quit|terminate))|(?:months?|weeks?|days?)'? (?:written )?notice|terminat\w+|kundig\w*|preavis|resili\w+|preaviso|rescis\w+|rescind\w+|disdetta|recesso|opzeg\w*)\b/u,
  },
  {
    term: "duration",
    kind: "date",
    words:
      /\b(?:(?:fixed |initial |whole )?term of|duration|(?:runs?|lasts?|is made) for|for an indefinite|begins? on|commenc\w+ on|expires?|laufzeit|vertragsdauer|befristet|unbefristet|mietbeginn|duree|duracion|vigencia|durata|vigenza|duracao|prazo de|looptijd|duur)\b/u,
  },
  {
    term: "parties",
    kind: "name",
    words:
      /\b(?:between\b.{1,120}\band|parties (?:are|to)|the parties|(?:landlord|tenant|lessor|lessee|buyer|seller|employer|employee|licensor|licensee|lender|borrower|customer|supplier|contractor)\b.{0,40}\bis|is the (?:landlord|tenant|lessor|lessee|buyer|seller|employer|employee|licensor|licensee|lender|borrower|customer|supplier|contractor)|zwischen\b.{1,120}\bund|vertragspartei\w*|(?:ver)?mieter(?:in)? ist|entre\b.{1,120}\bet|entre\b.{1,120}\by|tra\b.{1,120}\be|tussen\b.{1,120}\ben)\b/u,
  },
  { term: "sums", kind: "amount", words: null },
  { term: "dates", kind: "date", words: null },
];

function paperOf<P extends AnyPoint>(points: readonly P[]): LayoutPart<P, never>[] {
  const groups = Map.groupBy(points, ({ section }) => {
    const heading = fold(section ?? "");
    return paperHeadings.find(({ words }) => words.test(heading))?.heading ?? "points";
  });
  const parts = (["question", "method", "results", "limits"] as const).flatMap((heading) =>
    pointsPart(groups.get(heading) ?? [], heading),
  );
  return withRest(parts, groups.get("points") ?? []);
}

/** Beginnings of headings, as they are in papers of each language. */
const paperHeadings = [
  {
    heading: "limits",
    words:
      /\b(?:limitation|limits|threats to validity|einschrankung|grenzen|limites|limitacion|limitazion|limitaco|beperking)/u,
  },
  {
    heading: "method",
    words:
      /\b(?:method|materials?\b|procedure|experimental (?:setup|design)|study design|data ?sets?\b|participants|methodik|vorgehen|versuchsaufbau|materiel|metod|procedimiento|werkwijze)/u,
  },
  {
    heading: "results",
    words: /\b(?:results?\b|findings|outcomes|ergebnis|befunde|resultats|resultado|risultat|bevindingen|resultaten)/u,
  },
  {
    heading: "question",
    words:
      /\b(?:introduction|objectives?\b|aims?\b|purpose|research questions?\b|hypothes|motivation|problem statement|einleitung|fragestellung|zielsetzung|problematique|objectifs?\b|introduccion|objetivo|introduzione|obiettiv|introducao|inleiding|doelstelling|vraagstelling)/u,
  },
] as const;

/** True where the words of a point are those of a fact: one sentence may tell a sum and a day, and a point only one of them. */
function names({ text }: AnyPoint, { label }: AnyFact): boolean {
  return fold(text).replaceAll(/\s/gu, "").includes(fold(label).replaceAll(/\s/gu, "")) || !/\d/u.test(text + label);
}

function sharesSentence(some: Pick<AnyPoint, "citations">, other: Pick<AnyFact, "citations">): boolean {
  return some.citations.some((a) =>
    other.citations.some((b) => a.page === b.page && a.start < b.end && b.start < a.end),
  );
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
