import { describe, expect, it } from "vitest";
import type { KeyFact } from "../../../electron/contract/summaries.ts";
import { documentKindOf } from "../../../electron/core/text/documentKind.ts";
import { keyFacts } from "../../../electron/core/extract/keyFacts.ts";
import { makeDocumentText, type DocumentText } from "../../../electron/core/text/documentText.ts";
import { readBytes } from "../../helpers/readBytes.ts";

interface Read {
  readonly source: DocumentText;
  readonly facts: readonly KeyFact[];
}

/** What is found in a file that is read as any other, every quote checked against its page. */
async function outcomesOf(text: string, name: string, language?: string): Promise<Read> {
  const { read, ...facts } = await readBytes(text, name);
  const source = makeDocumentText({
    document: {
      id: "0".repeat(64),
      title: facts.title ?? name,
      language: language ?? facts.language,
      pages: facts.pages,
      unread: [],
      format: facts.format,
    },
    pages: read,
    outline: facts.outline,
  });
  const found = keyFacts({ source, known: new Set(), kind: "minutes", structure: "points" });
  for (const { page, start, end, quote } of found.flatMap(({ citations }) => citations)) {
    expect(read[page - 1]?.text.slice(start, end)).toBe(quote);
  }
  return { source, facts: found };
}

const rows = (facts: readonly KeyFact[], kind: KeyFact["kind"]): string[] =>
  facts
    .filter((fact) => fact.kind === kind)
    .map(({ label, value, due }) => [label, value, ...(due === undefined ? [] : [`(${due})`])].join(" | "));

describe("written minutes", () => {
  const minutes = `# Minutes of the library committee

Present: Anna Berg, Tom Okoro, Lena Fischer (chair)
Apologies: Sam Hill

## Agenda

- Decide on the opening hours
- Lena to report on the roof

## Opening hours

The committee discussed three proposals. It was agreed that the library opens on Sundays from May.
If the council had agreed to the grant, the hours would have been longer.
The budget for the year was approved unanimously.
Whether the café stays open on Sundays remains to be decided.

## Roof

Tom Okoro will ask three firms for an offer by 12 March 2025. The roof will be repaired in summer.
The secretary is asked to inform the neighbours before the next meeting.
Mr Bell will be pleased.

Motion to sell the old shelves to the school. The motion was carried.

## Action items

- [ ] Anna: order the new shelves (by Friday)
- [x] Tom: send the minutes
- Write to the council about the lamps in the yard
- None

## Open questions

- Who pays for the lamps in the yard?
`;

  it("give their decisions, and none that are only wished for or imagined", async () => {
    const { source, facts } = await outcomesOf(minutes, "minutes.md");
    expect(documentKindOf(source)).toBe("minutes");
    expect(rows(facts, "decision")).toEqual([
      " | It was agreed that the library opens on Sundays from May.",
      " | The budget for the year was approved unanimously.",
      " | Motion to sell the old shelves to the school. The motion was carried.",
    ]);
    // The motion and the vote are two sentences, and both are cited.
    expect(facts.filter(({ kind }) => kind === "decision").at(-1)?.citations).toHaveLength(2);
  });

  it("give their actions with who does them and until when, named by the text alone", async () => {
    const { facts } = await outcomesOf(minutes, "minutes.md");
    expect(rows(facts, "action")).toEqual([
      "Tom Okoro | Tom Okoro will ask three firms for an offer by 12 March 2025. | (by 12 March 2025)",
      "The secretary | The secretary is asked to inform the neighbours before the next meeting. | (before the next meeting)",
      "Anna | Anna: order the new shelves (by Friday) | (by Friday)",
      " | Write to the council about the lamps in the yard",
    ]);
  });

  it("give what is left open", async () => {
    const { facts } = await outcomesOf(minutes, "minutes.md");
    expect(rows(facts, "question")).toEqual([
      " | Whether the café stays open on Sundays remains to be decided.",
      " | Who pays for the lamps in the yard?",
    ]);
  });

  it("are read by their tables, where empty fields and finished tasks are no actions", async () => {
    const table = `# Meeting

| No | Action | Owner | Due date | Status |
| -- | ------ | ----- | -------- | ------ |
| 1 | Compare the three offers | Priya N. | 2025-04-02 | open |
| 2 | Book the hall | Tom | 1 April | done |
| 3 | [Description] | [Name] | [Date] | |
| 4 | Ask the insurer | | | open |

| Name | Town |
| ---- | ---- |
| Action group | Leeds |
`;
    const { facts } = await outcomesOf(table, "table.md");
    expect(rows(facts, "action")).toEqual(["Priya N. | Compare the three offers | (2025-04-02)", " | Ask the insurer"]);
    expect(facts).toHaveLength(2);
  });
});

describe("notes of what was said, with resolutions between", () => {
  const notes = `# Notes of the grammar group

Present: Maria Lund (ML), Jonas Beck (JB)

## Hash names

ML: Agreed - the names should not be hoisted at all in any case.

JB: We agreed on that a few weeks ago in the other group.

ML: It is unclear to me what the goal of this is.

JB: Agree at least on what the open questions are before we go on.

### Resolution

- The proposal advances to the second stage
- How bad is the status quo of the grammar?
- Maria Lund, Jonas Beck
- Jonas to write to the editors
`;

  it("take the resolutions, and of what was said only what decides", async () => {
    const { facts } = await outcomesOf(notes, "notes.md");
    expect(rows(facts, "decision")).toEqual([" | The proposal advances to the second stage"]);
    // A task among the resolutions is a task.
    expect(rows(facts, "action")).toEqual(["Jonas | Jonas to write to the editors"]);
    expect(rows(facts, "question")).toEqual([]);
  });

  it("keep an item of two sentences with the one that names who does it", async () => {
    const text =
      "# Acta\n\nAsistentes: Ana Ruiz, Luis Gil\n\n## Tareas\n\n- Escribir el informe de costes. Lo tiene casi hecho. (Ana)\n";
    const { facts } = await outcomesOf(text, "acta.md", "es");
    expect(rows(facts, "action")).toEqual(["Ana | Escribir el informe de costes."]);
    expect(facts[0]?.citations.map(({ quote }) => quote)).toEqual(["Escribir el informe de costes.", "(Ana)"]);
  });

  it("take the items that a sentence announces as decided", async () => {
    const text =
      "# Ata\n\nPresentes: Ana Reis\n\nForam decididas as principais cores para a cerca:\n\n- Verde para o lado da rua\n- Branco para o lado do jardim\n";
    const { facts } = await outcomesOf(text, "ata.md", "pt");
    expect(rows(facts, "decision")).toEqual([" | Verde para o lado da rua", " | Branco para o lado do jardim"]);
  });
});

describe("a transcript", () => {
  const talk = [
    "Maria: Good morning, can everybody see my screen?",
    "Jonas: Yes, we can.",
    "Maria: Let me start with the budget, I'll show you the numbers.",
    "Jonas: If we agreed on the blue one we would save money.",
    "Maria: Okay, so we decided to print the brochure in two colours.",
    "Jonas: Fine. I'll send the final files to the printer by Thursday.",
    "Maria: Could you send me the invoice from last year as well?",
    "Jonas: Sure, no problem.",
    "Maria: And how many copies did the distributor order for the autumn?",
    "Jonas: I don't know, to be honest.",
    "Maria: I'll write a few words on the board.",
    "Jonas: Where did we store the old plates for the cover?",
    "Maria: They are in the cellar, behind the paper.",
    "Jonas: Maybe I'll review them at some point.",
  ].join("\n");

  it("gives promises to who made them, requests to who agreed, and the rest to nobody", async () => {
    const { facts } = await outcomesOf(talk, "talk.txt", "en");
    expect(rows(facts, "action")).toEqual([
      "Jonas | I'll send the final files to the printer by Thursday. | (by Thursday)",
      "Jonas | Could you send me the invoice from last year as well?",
    ]);
    const [, asked] = facts.filter(({ kind }) => kind === "action");
    expect(asked?.citations.map(({ quote }) => quote)).toEqual([
      "Maria: Could you send me the invoice from last year as well?",
      "Jonas: Sure, no problem.",
    ]);
  });

  it("gives what was decided, and the questions that nobody could answer", async () => {
    const { facts } = await outcomesOf(talk, "talk.txt", "en");
    expect(rows(facts, "decision")).toEqual(["Maria | Okay, so we decided to print the brochure in two colours."]);
    expect(rows(facts, "question")).toEqual(["Maria | And how many copies did the distributor order for the autumn?"]);
  });
});

describe("minutes in other languages", () => {
  it.each([
    {
      language: "de",
      text: `# Protokoll\n\nAnwesend: Anna Berg, Tom Kurz\n\nDer Antrag auf einen neuen Zaun wird einstimmig angenommen. Über den Anstrich soll erst im Herbst beschlossen werden.\n\nTom Kurz übernimmt die Bestellung bis zum 3. Mai. Die Farbe ist noch offen.\n`,
      decision: [" | Der Antrag auf einen neuen Zaun wird einstimmig angenommen."],
      action: ["Tom Kurz | Tom Kurz übernimmt die Bestellung bis zum 3. Mai. | (bis zum 3. Mai)"],
      question: [" | Die Farbe ist noch offen."],
    },
    {
      language: "fr",
      text: `# Compte rendu\n\nPrésent.es : Anne Morel, Luc Petit\n\nIl a été décidé de repeindre la clôture du jardin. Le bureau devrait décider de la couleur plus tard.\n\nLuc Petit se charge de la commande avant le 3 mai. La couleur reste à définir.\n`,
      decision: [" | Il a été décidé de repeindre la clôture du jardin."],
      action: ["Luc Petit | Luc Petit se charge de la commande avant le 3 mai. | (avant le 3 mai)"],
      question: [" | La couleur reste à définir."],
    },
    {
      language: "es",
      text: `# Acta\n\nAsistentes: Ana Ruiz, Luis Gil\n\nSe acuerda por unanimidad pintar la valla del jardín.\n\nLuis Gil se encarga del pedido antes del 3 de mayo. Falta por decidir el color.\n`,
      decision: [" | Se acuerda por unanimidad pintar la valla del jardín."],
      action: ["Luis Gil | Luis Gil se encarga del pedido antes del 3 de mayo. | (antes del 3 de mayo)"],
      question: [" | Falta por decidir el color."],
    },
    {
      language: "it",
      text: `# Verbale\n\nPresenti: Anna Rossi, Luca Neri\n\nSi è deciso di dipingere la recinzione del giardino.\n\nLuca Neri si occupa dell'ordine entro il 3 maggio. Il colore è ancora da definire.\n`,
      decision: [" | Si è deciso di dipingere la recinzione del giardino."],
      action: ["Luca Neri | Luca Neri si occupa dell'ordine entro il 3 maggio. | (entro il 3 maggio)"],
      question: [" | Il colore è ancora da definire."],
    },
    {
      language: "pt",
      text: `# Ata\n\nPresentes: Ana Reis, Luís Gomes\n\nFoi decidido pintar a cerca do jardim. Falta decidir a cor.\n\nLuís Gomes ficou responsável pela encomenda até 3 de maio.\n`,
      decision: [" | Foi decidido pintar a cerca do jardim."],
      action: ["Luís Gomes | Luís Gomes ficou responsável pela encomenda até 3 de maio. | (até 3 de maio)"],
      question: [" | Falta decidir a cor."],
    },
  ])("give the same in $language", async ({ language, text, decision, action, question }) => {
    const { facts } = await outcomesOf(text, "minutes.md", language);
    expect(rows(facts, "decision")).toEqual(decision);
    expect(rows(facts, "action")).toEqual(action);
    expect(rows(facts, "question")).toEqual(question);
  });
});

it("finds nothing in a text that is no meeting", async () => {
  const { facts } = await outcomesOf(
    "# The mill\n\nThe mill stands by the river. Its owner will sell it if nobody agrees to repair the wheel. Who built it?\n",
    "mill.md",
  );
  expect(facts).toEqual([]);
});
