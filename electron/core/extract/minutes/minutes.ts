import type { KeyFact } from "../../../contract/summaries.ts";
import { dueDateOf } from "../../text/dueDate.ts";
import { agrees, calledUpon, chargeIn, ownerBeside, ownerIn, promiseIn, requestIn } from "./actions.ts";
import { type People, peopleOf } from "./people.ts";
import { isPlaceholder, outcomeRows } from "./tables.ts";
import {
  bareResult,
  debated,
  decisions,
  doneItem,
  emptyItem,
  headings,
  labels,
  noAnswer,
  openPoints,
  type Outcome,
  spokenDecisions,
  undecided,
} from "./phrases.ts";
import { citationOf } from "../../evidence/citations.ts";
import type { DocumentText, Sentence } from "../../text/documentText.ts";
import { fold } from "../../text/fold.ts";
import { stemsOf } from "../../text/stems.ts";
import { stopWordsOf } from "../../text/stopWords.ts";
import { primaryTag } from "../../text/languageTag.ts";

/** Rows of one kind; of more the surest are kept. */
const most = 30;
/** Characters of an item in which who and when are looked for. */
const longestItem = 1500;
/** Characters of a sentence shown in a row. */
const longestValue = 400;

/**
 * What came out of a meeting, found by code in its minutes or its transcript: decisions, actions with who does them and until when,
 * and questions left open. Precise rather than complete: a row says what its sentence says in so many words, and who does something
 * is somebody whom the document names. In the order of the document within each kind.
 */
export function minutesFacts(source: DocumentText): KeyFact[] {
  const meeting = describe(source);
  const found = [...tableOutcomes(meeting), ...listedOutcomes(meeting), ...saidOutcomes(meeting)];
  const taken = new Set<string>();
  const kept: Found[] = [];
  for (const outcome of found.toSorted(
    (a, b) => b.certainty - a.certainty || a.sentences[0].index - b.sentences[0].index,
  )) {
    const keys = [`${outcome.kind} ${fold(outcome.value)}`, ...outcome.sentences.map(({ index }) => String(index))];
    // One sentence tells one thing, the same wording tells it once; the rows of a table and the answer to a request may be shared.
    if (keys.slice(0, 2).some((key) => taken.has(key))) continue;
    for (const key of keys.slice(0, 2)) taken.add(key);
    if (kept.filter(({ kind }) => kind === outcome.kind).length < most) kept.push(outcome);
  }
  return (["decision", "action", "question"] as const).flatMap((kind) =>
    kept
      .filter((outcome) => outcome.kind === kind)
      .toSorted((a, b) => a.sentences[0].index - b.sentences[0].index)
      .map(({ who, value, due, sentences }) => ({
        kind,
        label: who,
        value: value.length > longestValue ? `${value.slice(0, longestValue).trimEnd()}…` : value,
        ...(due === null ? {} : { due }),
        citations: sentences.map((sentence) => citationOf(source, sentence)),
      })),
  );
}

interface Found {
  readonly kind: Outcome;
  /** who does it, or of a decision or question who said it; empty where nobody is named */
  readonly who: string;
  readonly value: string;
  readonly due: string | null;
  readonly sentences: readonly [Sentence, ...Sentence[]];
  /** 3: the minutes list it as what it is; 2: a sentence says so; 1: said in passing */
  readonly certainty: 1 | 2 | 3;
}

interface Meeting {
  readonly source: DocumentText;
  readonly people: People;
  readonly language: string;
  readonly blocks: readonly Block[];
}

/** A paragraph, item or turn, and what the heading or label above it says it lists. */
interface Block {
  readonly sentences: readonly [Sentence, ...Sentence[]];
  readonly role: Outcome | "past" | null;
  /** is such a heading or label itself */
  readonly isLabel: boolean;
}

function describe(source: DocumentText): Meeting {
  return {
    source,
    people: peopleOf(source),
    language: primaryTag(source.language),
    blocks: blocksOf(source.sentences),
  };
}

function blocksOf(sentences: readonly Sentence[]): Block[] {
  const blocks: Block[] = [];
  let role: Block["role"] = null;
  /** how far what stands under a label reaches: to the next heading, or over a list or one paragraph */
  let reach: "heading" | "label" | "list" | "over" = "over";
  for (const group of Map.groupBy(sentences, ({ block }) => block).values()) {
    const [first, ...rest] = group;
    if (!first) continue;
    const own = rest.length === 0 && first.text.length <= 60 ? roleOfHeading(first.text) : null;
    const isLabel = first.kind === "heading" || own !== null;
    if (first.kind === "heading") {
      role = own;
      reach = "heading";
    } else if (own !== null) {
      role = own;
      reach = "label";
    } else if (reach === "label") {
      reach = isListed(first) ? "list" : "over";
    } else if (reach === "over" || (reach === "list" && !isListed(first))) {
      role = null;
      reach = "over";
    }
    blocks.push({ sentences: [first, ...rest], role, isLabel });
  }
  return blocks;
}

function isListed({ kind }: Sentence): boolean {
  return kind === "listItem" || kind === "tableRow";
}

function roleOfHeading(text: string): Outcome | "past" | null {
  const folded = fold(text).replaceAll(/[*_#]/gu, "").trim();
  return headings.find(({ pattern }) => pattern.test(folded))?.role ?? null;
}

function tableOutcomes({ source, blocks }: Meeting): Found[] {
  const roles = new Map(blocks.map(({ sentences, role }) => [sentences[0].block, role]));
  return outcomeRows(source, ({ block }) => roles.get(block) ?? null).map(({ role, sentence, what, who, due }) => ({
    kind: role,
    who,
    value: what,
    due,
    sentences: [sentence],
    certainty: 3,
  }));
}

/** Items under "Decisions", "Action items" and the like, and those that say themselves what they are. */
function listedOutcomes(meeting: Meeting): Found[] {
  const { blocks } = meeting;
  const listed = new Set<string>();
  let section = 0;
  const sectionOf = blocks.map(({ isLabel }) => (isLabel ? (section += 1) : section));
  for (const [index, { sentences }] of blocks.entries())
    if (isListed(sentences[0])) listed.add(String(sectionOf[index]));
  return blocks.flatMap((block, index) => {
    const [first] = block.sentences;
    if (block.isLabel || block.role === "past" || first.kind === "tableRow") return [];
    // What somebody says below "Decisions" is said about them, and "Agreed" is how a speaker begins.
    const isSpoken = first.kind !== "listItem" && meeting.people.speakerOf(first) !== "";
    const label = isSpoken ? null : labelOf(first, meeting.people);
    if (label) return itemOf(label.role, block, meeting, label.length);
    if (block.role === null || isSpoken || (first.kind === "paragraph" && listed.has(String(sectionOf[index]))))
      return [];
    return first.kind === "listItem" || first.kind === "paragraph" ? itemOf(block.role, block, meeting, 0) : [];
  });
}

function labelOf(sentence: Sentence, people: People): { role: Outcome; length: number } | null {
  const said = people.saidIn(sentence);
  const skipped = sentence.text.length - said.length;
  const folded = said
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036F]/gu, "");
  for (const { role, pattern } of labels) {
    const found = pattern.exec(folded);
    // Taking accents off shortens nothing but the letters' codes, so that the label is as long before.
    if (found) return { role, length: skipped + found[0].length };
  }
  return null;
}

function itemOf(kind: Outcome, { sentences }: Block, { people, language }: Meeting, from: number): Found[] {
  const [first, second] = sentences;
  const said = from > 0 ? first.text.slice(from) : people.saidIn(first);
  // "Report:" alone says nothing without the sentence behind it.
  const isShort = said.split(" ").length < 4 && second !== undefined;
  const value = (isShort ? `${said} ${second.text}` : said).replace(/^\[ \]\s*/u, "").trim();
  const folded = fold(value);
  if (value.length < 10 || value.split(" ").length < 3 || value.endsWith(":")) return [];
  if (emptyItem.test(folded) || doneItem.test(fold(said)) || isPlaceholder(value)) return [];
  const whole = sentences
    .map((sentence, index) => (index === 0 ? said : sentence.text))
    .join(" ")
    .slice(0, longestItem);
  // In German minutes "X soll …" is how a decision is put.
  const isCharge = kind === "action" || language !== "de";
  const who = isCharge ? ownerIn(whole, language, people) : ownerBeside(whole, people);
  if (kind === "decision" && (debated.test(folded) || value.endsWith("?") || isNames(value))) return [];
  // A task that is agreed on stands among the points agreed on.
  if (kind === "question" || (kind === "decision" && who === "")) {
    const isStillOpen = kind === "decision" && openPoints[language]?.test(folded) === true;
    const asked = isStillOpen ? "question" : kind;
    const sentences: Found["sentences"] = isShort ? [first, second] : [first];
    return [{ kind: asked, who: people.speakerOf(first), value, due: null, sentences, certainty: 3 }];
  }
  const due = dueDateOf(whole);
  // Who and when may stand in the sentence behind, which is cited with it then.
  const later = sentences.filter(
    (sentence, index) =>
      (index > 0 && index === 1 && isShort) ||
      (index > 0 &&
        ((who !== "" && !value.includes(who) && sentence.text.includes(who)) ||
          (due !== null && !value.includes(due) && sentence.text.includes(due)))),
  );
  return [{ kind: "action", who, value, due, sentences: [first, ...later], certainty: 3 }];
}

/** Names and nothing else, as lists of who was elected or invited have them. */
function isNames(text: string): boolean {
  return /^(?:\p{Lu}[\p{L}.'’-]*[\s,]*){2,5}$/u.test(text);
}

/** What the sentences of the text say was decided, promised or left open. */
function saidOutcomes(meeting: Meeting): Found[] {
  const { blocks, people } = meeting;
  const found: Found[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.isLabel || block.role === "past") continue;
    for (const sentence of block.sentences) {
      if (
        sentence.kind === "tableRow" ||
        sentence.kind === "caption" ||
        sentence.kind === "code" ||
        sentence.kind === "heading"
      )
        continue;
      const value = people.saidIn(sentence).trim();
      if (value.length > 700 || value.split(" ").length < 4) continue;
      const speaker = people.speakerOf(sentence);
      const certainty = decisionIn(value, meeting);
      if (certainty !== null) {
        found.push(...decisionsOf(sentence, value, certainty, index, meeting));
        continue;
      }
      const action = actionIn(sentence, value, index, meeting);
      if (action) found.push(action);
      else if (isOpen(sentence, value, index, meeting)) {
        found.push({ kind: "question", who: speaker, value, due: null, sentences: [sentence], certainty: 2 });
      }
    }
  }
  return found;
}

/** Words of what people settle on as they speak: a longer sentence is an argument. */
const longestSpoken = 40;

/** 2 where a sentence says that something was decided, 1 where people settle on it as they speak. */
function decisionIn(text: string, { language, people }: Meeting): 1 | 2 | null {
  const folded = fold(text);
  if (undecided[language]?.test(folded) === true) return null;
  if (decisions[language]?.some((pattern) => pattern.test(folded)) === true) return 2;
  if (!people.isTranscript || text.split(" ").length > longestSpoken || /["“‘«„]|\s'\p{Lu}/u.test(text)) return null;
  return spokenDecisions[language]?.some((pattern) => pattern.test(folded)) === true ? 1 : null;
}

/** The decision itself: the items that "it was decided:" announces, and the motion before "The motion was carried". */
function decisionsOf(sentence: Sentence, value: string, certainty: 1 | 2, index: number, meeting: Meeting): Found[] {
  const { blocks, people } = meeting;
  const who = people.speakerOf(sentence);
  if (value.endsWith(":")) {
    const items: Found[] = [];
    for (const next of blocks.slice(index + 1)) {
      if (next.sentences[0].kind !== "listItem" || next.isLabel) break;
      items.push(...itemOf("decision", next, meeting, 0).map((item) => ({ ...item, certainty })));
    }
    return items;
  }
  const before = bareResult.test(fold(value)) ? matterBefore(sentence, meeting) : null;
  if (!before) return [{ kind: "decision", who, value, due: null, sentences: [sentence], certainty }];
  const matter = people.saidIn(before).trim();
  return [{ kind: "decision", who, value: `${matter} ${value}`, due: null, sentences: [before, sentence], certainty }];
}

/** The last sentence before a result that is no count of votes and no label; none beyond the heading. */
function matterBefore({ index }: Sentence, { source, people }: Meeting): Sentence | null {
  for (const sentence of source.sentences.slice(Math.max(0, index - 5), index).toReversed()) {
    if (sentence.kind === "heading" || sentence.kind === "tableRow") return null;
    const said = people.saidIn(sentence);
    if (said.split(" ").length >= 5 && !/^(?:[\p{L}. ]{2,30}: ?[\d–-]+|moved|seconded)/iu.test(said)) return sentence;
  }
  return null;
}

function actionIn(
  sentence: Sentence,
  value: string,
  index: number,
  { language, people, blocks }: Meeting,
): Found | null {
  const speaker = people.speakerOf(sentence);
  const action = (who: string, certainty: Found["certainty"], ...more: Sentence[]): Found => ({
    kind: "action",
    who,
    value,
    due: dueDateOf(value),
    sentences: [sentence, ...more],
    certainty,
  });
  if (!/\?\s*["'”’)]*$/u.test(value)) {
    const charge = people.isTranscript ? null : chargeIn(value, language, people);
    if (charge) return action(charge.who, 2);
    const isShort = value.split(" ").length <= longestSpoken;
    if (speaker !== "" && isShort && promiseIn(value, language)) return action(speaker, 2);
    const called = people.isTranscript ? calledUpon(value, people) : "";
    if (called !== "") return action(called, 1);
  }
  if (speaker === "" || !requestIn(value, language)) return null;
  const answer = blocks[index + 1]?.sentences[0];
  if (!answer || blocks[index]?.sentences.at(-1) !== sentence) return null;
  const next = people.speakerOf(answer);
  return next !== "" && next !== speaker && agrees.test(people.saidIn(answer)) ? action(next, 1, answer) : null;
}

/** Words of an answer that only says that there is none, of a question asked in earnest, and of a sentence that calls a point open. */
const longestNoAnswer = 25;
const longestQuestion = 20;
const longestOpen = 45;

function isOpen(sentence: Sentence, value: string, index: number, { language, people, blocks }: Meeting): boolean {
  const folded = fold(value);
  const isQuestion = /\?\s*["'”’)»]*$/u.test(value);
  const words = value.split(" ").length;
  if (!isQuestion) {
    // Who speaks may find unclear what the others know.
    if (
      words > longestOpen ||
      (people.speakerOf(sentence) !== "" && /\bunclear\b|\bnot (?:yet )?clear\b/u.test(folded))
    )
      return false;
    return openPoints[language]?.test(folded) === true;
  }
  if (blocks[index]?.sentences.at(-1) !== sentence || words < 7 || words > longestQuestion) return false;
  if (stemsOf(value, stopWordsOf(language)).length < 4 || /,\s\S+(?:n['’]t)?\s\S+\?$/u.test(value)) return false;
  const next = blocks[index + 1];
  if (!people.isTranscript) return false;
  if (!next || people.speakerOf(next.sentences[0]) === people.speakerOf(sentence)) return false;
  const answer = next.sentences.map((said) => people.saidIn(said)).join(" ");
  return answer.split(" ").length <= longestNoAnswer && noAnswer[language]?.test(fold(answer)) === true;
}
