import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { randomNumbers } from "../eval/figures.ts";

/** A document to be written as a file and read by the application. */
export interface BenchDocument {
  readonly fileName: string;
  readonly text: string;
  readonly words: number;
  /** where the text is from, for whoever reads the table */
  readonly from: string;
}

export type Kind = "textbook" | "meeting" | "articles" | "generated";

/** Texts by people, beside the checkout; not part of the repository. */
const evalFolder = path.resolve(import.meta.dirname, "../../../shared/eval");

/** Kinds of documents there are here: without the texts by people only those made up. */
export function kindsHere(): readonly Kind[] {
  const kinds = (["textbook", "meeting", "articles"] as const).filter((kind) => existsSync(fileOf(kind)));
  return [...kinds, "generated"];
}

/** @param number another text for another number */
export function documentOf(kind: Kind, words: number, number: number): BenchDocument {
  const text = firstWords(
    kind === "generated" ? generatedText(words, number) : textByPeople(kind, words, number),
    words,
  );
  const extension = kind === "meeting" ? "txt" : "md";
  return {
    fileName: `${kind}-${words}-${number}.${extension}`,
    text,
    words: text.split(/\s+/u).filter((word) => word !== "").length,
    from: kind === "generated" ? "generated" : `${kind} of the evaluation sets`,
  };
}

interface Entry {
  readonly title: string;
  readonly text: string;
}

/** Chapters one after the other under their titles, or a meeting; shorter ones are followed by the next. */
function textByPeople(kind: Exclude<Kind, "generated">, words: number, number: number): string {
  const entries = readFileSync(fileOf(kind), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Entry);
  let text = "";
  for (let place = number * 7, count = 0; count < words && place < number * 7 + entries.length; place += 1) {
    const entry = entries[place % entries.length];
    if (!entry) break;
    text += kind === "meeting" ? `${entry.text}\n` : `# ${entry.title}\n\n${entry.text}\n\n`;
    count += entry.text.split(/\s+/u).length;
  }
  return text;
}

function fileOf(kind: Exclude<Kind, "generated">): string {
  return path.join(evalFolder, kind === "meeting" ? "meetings.jsonl" : `${kind}.jsonl`);
}

/** Up to the word, with the line breaks as they are. */
function firstWords(text: string, words: number): string {
  const each = /\S+/gu;
  for (let count = 0; count < words; count += 1) if (each.exec(text) === null) return text;
  return `${text.slice(0, each.lastIndex)}\n`;
}

/** Chapters of paragraphs of sentences; a few words stand often and most seldom, as in every language (Zipf 1949). */
function generatedText(words: number, number: number): string {
  const random = randomNumbers(number + 1);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const vocabulary = Array.from({ length: 6000 }, () =>
    Array.from({ length: between(1, 4) }, () => syllables[Math.floor(random() * syllables.length)]).join(""),
  );
  const word = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? "";
  let text = "";
  for (let count = 0; count < words;) {
    text += `# ${capital(word())} ${word()} ${word()}\n\n`;
    for (let paragraph = between(4, 9); paragraph > 0; paragraph -= 1) {
      for (let sentence = between(3, 7); sentence > 0; sentence -= 1) {
        const length = between(8, 28);
        const said = Array.from({ length }, word);
        // Figures and names are what digests look for.
        if (random() < 0.3) said[length - 3] = String(between(1, 2000));
        if (random() < 0.3) said[length - 5] = capital(word());
        text += `${capital(said.join(" "))}. `;
        count += length;
      }
      text += "\n\n";
    }
  }
  return text;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const syllables = [
  "ba",
  "den",
  "ri",
  "so",
  "la",
  "ter",
  "mon",
  "ve",
  "qui",
  "sto",
  "un",
  "ga",
  "per",
  "li",
  "dor",
  "he",
];
