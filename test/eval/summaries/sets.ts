import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { countWords } from "../../../electron/core/text/words.ts";
import { type EvalDocument, type EvalEntry, evalFolder, readEntries, readEntry, readEvalFile } from "../passages.ts";
import { type KeyFact, keyFactSchema } from "../../../electron/core/trials/keyFacts.ts";

/**
 * bills, textbook, meetings: with summaries by people; keyfacts: with lists of what must be said; tuning: some of the first two;
 * recorded: some of this repository, with answers of a released model beside them
 */
export const comparedSets = ["bills", "textbook", "meetings", "keyfacts", "tuning", "recorded"] as const;
export type ComparedSet = (typeof comparedSets)[number];

export interface ComparedDocument extends EvalDocument {
  /** what a summary must say; empty where nobody listed it */
  readonly facts: readonly KeyFact[];
  /** bullet points that the plain question asks for */
  readonly asked: number;
}

/** A document that is read when its turn comes. */
export interface Unread {
  readonly id: string;
  read(): Promise<ComparedDocument>;
}

/** Longer ones would have to be cut for the plain question, which knows no parts. */
const mostWords = 8000;
/** Of the tuning documents, which stay the same however the code changes. */
const tuning = { least: 1100, most: 1990, ofEach: 6 } as const;

const factsFile = path.join(evalFolder, "keyfacts/keyfacts.json");

const project = path.resolve(import.meta.dirname, "../../..");
/** Answers to the questions about the documents of the set “recorded”. */
export const recordedFolder = path.join(project, "test/fixtures/recorded");

const factsSchema = z.array(z.object({ file: z.string(), facts: z.array(keyFactSchema) }));
const recordedSchema = z.array(
  z.object({
    file: z.string(),
    licence: z.string(),
    references: z.array(z.string()),
    facts: z.array(keyFactSchema),
  }),
);

/** @throws Error where the set is absent */
export function listDocuments(set: ComparedSet): Unread[] {
  if (set === "keyfacts") return listKeyFacts();
  if (set === "recorded") return listRecorded();
  if (set === "tuning") return [...tuned("bills"), ...tuned("textbook")];
  return entriesOf(set, 1, mostWords).map((entry) => unread(set, entry));
}

/** So many of them, evenly from the first to the last. */
export function spreadEvenly<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, place) => items[Math.floor((place * items.length) / count)]).filter(
    (item) => item !== undefined,
  );
}

function tuned(set: "bills" | "textbook"): Unread[] {
  return spreadEvenly(entriesOf(set, tuning.least, tuning.most), tuning.ofEach).map((entry) => unread(set, entry));
}

function entriesOf(set: string, least: number, most: number): EvalEntry[] {
  if (!existsSync(path.join(evalFolder, `${set}.jsonl`))) throw new Error(`The set “${set}” is absent.`);
  return readEntries(set).filter(({ text }) => {
    const words = countWords(text);
    return words >= least && words <= most;
  });
}

function unread(set: string, entry: EvalEntry): Unread {
  return {
    id: `${set}/${entry.id}`,
    read: async () => ({ ...(await readEntry(set, entry)), id: `${set}/${entry.id}`, facts: [], asked: 8 }),
  };
}

function listRecorded(): Unread[] {
  const listed = recordedSchema.parse(JSON.parse(readFileSync(path.join(recordedFolder, "documents.json"), "utf8")));
  return listed.map(({ file, references, facts }) => {
    const id = `recorded/${path.basename(file)}`;
    return {
      id,
      async read() {
        const bytes = readFileSync(path.join(project, file));
        const document = { id, set: "recorded", references, bytes, fileName: path.basename(file) };
        return { ...(await readEvalFile(document)), facts, asked: 8 };
      },
    };
  });
}

function listKeyFacts(): Unread[] {
  if (!existsSync(factsFile)) throw new Error("The set “keyfacts” is absent.");
  return factsSchema.parse(JSON.parse(readFileSync(factsFile, "utf8"))).map(({ file, facts }) => {
    const name = path.basename(file);
    const found = file.startsWith("project:")
      ? path.join(project, file.slice("project:".length))
      : path.join(evalFolder, "..", file);
    return {
      id: `keyfacts/${name}`,
      async read() {
        const bytes = readFileSync(found);
        const document = { id: `keyfacts/${name}`, set: "keyfacts", references: [] };
        return { ...(await readEvalFile({ ...document, bytes, fileName: name })), facts, asked: 10 };
      },
    };
  });
}
