import { createHash } from "node:crypto";
import path from "node:path";
import {
  type Answer,
  type AnswerValue,
  type Column,
  type ColumnDraft,
  columnSchema,
} from "../../electron/contract/answerTables.ts";
import { type Page, readingVersion } from "../../electron/contract/documents.ts";
import { questionKeyOf, textKeyOf } from "../../electron/core/answerTables/questionKey.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import type { Store, StoredCell } from "../../electron/core/store/store.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";

/** A table that {@link addAnsweredTable} puts into a library. */
export const answered = { id: "answered", title: "Leases of the cooperative" } as const;

const tenants = ["Hannah Okafor", "Mateo Rivas", "Linden Weaving Mill Ltd", "Ines Duarte", "Kelso Bay Rowing Club"];
const first: readonly (Partial<ColumnDraft> & Pick<ColumnDraft, "name" | "kind">)[] = [
  { name: "Tenant", kind: "party", question: "Who is the tenant?" },
  { name: "Rent", kind: "money", question: "What is the rent a month?" },
  { name: "Begins", kind: "date", question: "When does the lease begin?" },
  { name: "Ends", kind: "date", question: "When does the lease end?" },
  { name: "Notice period", kind: "period", question: "How long before the end must notice be given?" },
  { name: "Area", kind: "number", unit: "m²", question: "How large is what is let?" },
  { name: "Pets allowed", kind: "boolean", question: "May the tenant keep pets?" },
  { name: "Purpose", kind: "choice", choices: ["dwelling", "trade", "storage"] },
  { name: "Included", kind: "list", question: "What is let with it?" },
  { name: "Repairs", kind: "text", question: "Who pays for small repairs?" },
];

interface Sentence {
  readonly text: string;
  readonly answers: readonly {
    readonly words: string;
    readonly value: AnswerValue | null;
    readonly condition?: string;
  }[];
}

/**
 * Puts a table with every state of a cell into a library that no process has open: leases of one page each, whose cells rest on their
 * sentences.
 *
 * @param columns more than ten repeat the first ten under other names
 */
export function addAnsweredTable(data: string, size: { readonly rows: number; readonly columns: number }): void {
  const logger = { info() {}, warn() {}, error() {} };
  const store = openStore({ paths: { data, resources: path.join(data, "resources") }, clock: systemClock, logger });
  try {
    store.transaction(() => fill(store, size));
  } finally {
    store.close();
  }
}

function fill(store: Store, size: { readonly rows: number; readonly columns: number }): void {
  const columns = Array.from({ length: size.columns }, (_, index): Column => {
    const like = first[index % first.length];
    const round = Math.floor(index / first.length);
    return columnSchema.parse({
      ...like,
      id: `c${index}`,
      name: round === 0 ? like?.name : `${like?.name ?? ""} ${round + 1}`,
    });
  });
  const now = systemClock.now();
  store.answerTables.put({
    ...answered,
    pinned: false,
    columns,
    queue: "idle",
    problem: null,
    useModel: false,
    modelId: null,
    createdAt: now,
    updatedAt: now,
  });
  for (let row = 0; row < size.rows; row += 1) {
    const sentences = leaseOf(row);
    const id = createHash("sha256").update(`lease ${row}`).digest("hex");
    const pages = [pageOf(row, sentences)];
    const name = `lease-${String(row + 1).padStart(4, "0")}.txt`;
    const isFailed = row % 17 === 11;
    store.documents.put({
      id,
      name,
      format: "text",
      title: `Lease ${row + 1}`,
      bytes: 1000,
      pages: 0,
      words: 0,
      language: "en",
      status: "reading",
      problem: null,
      unread: [],
      notes: [],
      rendered: false,
      pinned: false,
      createdAt: now - row,
      updatedAt: now - row,
      readMs: null,
      reading: { version: readingVersion, problem: null },
    });
    if (isFailed) store.documents.update(id, { status: "failed", problem: { code: "DOCUMENT_EMPTY" } });
    else {
      store.documents.addPages(id, pages);
      store.documents.finish(id, {
        format: "text",
        title: `Lease ${row + 1}`,
        pages: 1,
        words: 120,
        language: "en",
        unread: [],
        notes: [],
        rendered: false,
        readMs: 10,
        outline: [],
      });
    }
    store.answerTables.addRow(answered.id, { documentId: id, path: `leases/${2019 + (row % 6)}/${name}` });
    const textKey = textKeyOf(pages);
    for (const [index, column] of columns.entries()) {
      const cell = isFailed ? unreadable : cellOf(id, row, index % first.length, sentences, pages);
      if (cell)
        store.answerTables.saveCell(answered.id, id, column.id, {
          ...cell,
          questionKey: questionKeyOf(column),
          textKey,
        });
    }
    if (row % 5 === 1) store.answerTables.approve(answered.id, [id], { at: now, by: "Ada" });
    if (row === 2) {
      store.answerTables.correct(answered.id, id, "c1", {
        text: "EUR 905",
        value: { kind: "money", amount: 905, currency: "EUR" },
        at: now,
        by: "Ada",
      });
    }
  }
}

type Found = Omit<StoredCell, "questionKey" | "textKey">;
const nothing = { answers: [], source: null, problem: null, modelKey: "none" } as const;
const unreadable: Found = { ...nothing, answers: [], state: "unreadable" };

/** What one lease says, a sentence each with what it answers, in the order of the columns. */
function leaseOf(row: number): readonly (Sentence | null)[] {
  const tenant = tenants[row % tenants.length] ?? "";
  const rent = row % 13 === 7 ? 9400 : 640 + ((row * 37) % 900);
  const begins = 2015 + (row % 9);
  const ends = begins + 5 + (row % 7);
  const months = 1 + (row % 6);
  const area = 38 + ((row * 7) % 90);
  const is = (words: string, value: AnswerValue | null, condition?: string) =>
    condition === undefined ? { words, value } : { words, value, condition };
  const rentWords = `${rent} euros`;
  const money = (amount: number): AnswerValue => ({ kind: "money", amount, currency: "EUR" });
  return [
    { text: `The tenant is ${tenant}.`, answers: [is(tenant, { kind: "party", party: tenant })] },
    row % 4 === 3
      ? {
          text: `The rent is ${rentWords} a month in the first year and ${rent + 60} euros from the second year on.`,
          answers: [
            is(rentWords, money(rent), "in the first year"),
            is(`${rent + 60} euros`, money(rent + 60), "from the second year on"),
          ],
        }
      : { text: `The rent is ${rentWords} a month.`, answers: [is(rentWords, money(rent))] },
    {
      text: `The lease begins on 1 March ${begins}.`,
      answers: [is(`1 March ${begins}`, { kind: "date", date: `${begins}-03-01` })],
    },
    { text: `It ends in ${ends}.`, answers: [is(String(ends), { kind: "date", date: String(ends) })] },
    row % 6 === 4
      ? null
      : {
          text: `Notice is given ${months} months before the end of a quarter.`,
          answers: [is(`${months} months`, { kind: "period", period: `P${months}M` })],
        },
    {
      text: `The premises measure ${area} m².`,
      answers: [is(`${area} m²`, { kind: "number", number: area, unit: "m²" })],
    },
    row % 7 === 5
      ? null
      : {
          text: row % 2 === 0 ? "Cats and dogs may be kept." : "Animals may not be kept.",
          answers: [is(row % 2 === 0 ? "may be kept" : "may not be kept", { kind: "boolean", boolean: row % 2 === 0 })],
        },
    {
      text: `They are let as a ${row % 3 === 0 ? "dwelling" : "place of trade"}.`,
      answers: [is("let", { kind: "choice", choice: row % 3 === 0 ? "dwelling" : "trade" })],
    },
    {
      text: "A cellar, a parking place and the use of the garden are let with them.",
      answers: ["A cellar", "a parking place", "the use of the garden"].map((words) =>
        is(words, { kind: "text", text: words }),
      ),
    },
    row % 8 === 6
      ? null
      : {
          text: "Small repairs up to 100 euros each are paid by the tenant, but no more than 6 % of the rent of a year, whatever the cause of the damage.",
          answers: [
            is("paid by the tenant, but no more than 6 % of the rent of a year, whatever the cause of the damage", {
              kind: "text",
              text: "paid by the tenant, but no more than 6 % of the rent of a year, whatever the cause of the damage",
            }),
          ],
        },
  ];
}

function pageOf(row: number, sentences: readonly (Sentence | null)[]): Page {
  const heading = `Lease ${row + 1}`;
  let text = `${heading}\n`;
  const blocks: Page["blocks"] = [{ kind: "heading", level: 1, start: 0, end: heading.length }];
  const spans: Page["sentences"] = [{ id: "p1.s1", start: 0, end: heading.length }];
  for (const sentence of sentences) {
    if (!sentence) continue;
    const start = text.length;
    text += `${sentence.text}\n`;
    blocks.push({ kind: "paragraph", start, end: text.length - 1 });
    spans.push({ id: `p1.s${spans.length + 1}`, start, end: text.length - 1 });
  }
  return {
    number: 1,
    label: null,
    text,
    blocks,
    tables: [],
    sentences: spans,
    status: "read",
    reason: null,
    size: null,
    runs: [],
  };
}

function cellOf(
  documentId: string,
  row: number,
  column: number,
  sentences: readonly (Sentence | null)[],
  [page]: readonly Page[],
): Found | null {
  // a few were not asked yet
  if (row % 19 === 9 && column > 6) return null;
  if (row % 23 === 6 && column === 9) {
    return { ...nothing, answers: [], state: "failed", problem: { code: "ENGINE_CRASHED" } };
  }
  const sentence = sentences[column];
  if (!sentence || !page) return { ...nothing, answers: [], state: "notStated" };
  const start = page.text.indexOf(sentence.text);
  const citation = { documentId, page: 1, start, end: start + sentence.text.length, quote: sentence.text };
  const isDoubtful = row % 9 === 2 && column === 3;
  const isAgainst = row % 11 === 5 && column === 1;
  const answers = sentence.answers.map(({ words, value, condition }): Answer => {
    const at = sentence.text.indexOf(words);
    return {
      value,
      text: words,
      condition: condition ?? null,
      citations: [citation],
      support: isAgainst ? "contradicted" : isDoubtful ? "weak" : "verified",
      by: isAgainst || isDoubtful ? null : "code",
      findings: isAgainst
        ? [
            {
              code: "NUMBER_DIFFERS",
              data: { text: words, other: words },
              words: { start: 0, end: words.length },
              other: { quote: 0, start: at, end: at + words.length },
            },
          ]
        : isDoubtful
          ? [{ code: "MAY_NOT_ANSWER", data: {} }]
          : [],
    };
  });
  return { state: "stated", answers, source: "code", problem: null, modelKey: "none" };
}
