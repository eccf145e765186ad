import { stopWordsOf } from "../../text/stopWords.ts";
import { hasUnspaced } from "../../text/scripts.ts";
import { countWords, wordsOf } from "../../text/words.ts";
import type { AnswerBlock } from "./answerBlocks.ts";
import { endsSentence } from "./sentenceEnds.ts";
import { namesAnswer } from "./talk.ts";

export interface Point {
  readonly text: string;
  /** says only that there is something to say */
  readonly isVague: boolean;
}

/** A block of an answer with what it states. */
export interface SaidBlock extends Pick<AnswerBlock, "kind" | "depth" | "isNumbered"> {
  /** the whole of it is emphasis */
  readonly isStressed: boolean;
  readonly statements: readonly Point[];
}

/** What leads to the items under it. */
interface Lead {
  readonly text: string;
  /** the name of a topic, not the beginning of a sentence that the items end */
  readonly isName: boolean;
  readonly depth: number;
  readonly isNumbered: boolean;
  /** fragments that end its sentence */
  readonly ends: string[];
}

/** Characters of a point that a lead makes with what is under it; what is more begins another one. */
const longestJoined = 240;

/** The points of an answer: fragments with the heading or the beginning of a sentence that they need. */
export function joinPoints(blocks: readonly SaidBlock[], language: string): Point[] {
  const stops = stopWordsOf(language);
  const points: Point[] = [];
  let heading = "";
  let leads: Lead[] = [];
  const flush = (lead: Lead): void => {
    for (const text of endedLead(lead)) points.push({ text, isVague: false });
    lead.ends.length = 0;
  };
  const leave = (isLeft: (lead: Lead) => boolean): void => {
    for (const lead of leads) if (isLeft(lead)) flush(lead);
    leads = leads.filter((lead) => !isLeft(lead));
  };
  for (const [index, block] of blocks.entries()) {
    const { kind, depth, isNumbered, statements } = block;
    const text = statements.map((statement) => statement.text).join(" ");
    const next = blocks[index + 1];
    if (kind === "heading") {
      leave(() => true);
      heading = index === 0 || namesAnswer(text) ? "" : withoutColon(text);
      continue;
    }
    leave((lead) => !isUnder(block, lead));
    if (text === "") continue;
    if (next && isLead(block, text, next)) {
      // The last sentence leads, and those before it stand for themselves.
      points.push(...statements.slice(0, -1));
      const name = withoutColon(statements.at(-1)?.text ?? text);
      const isTopic = block.isStressed || !/[:：]$/u.test(text) || (countWords(name) <= 2 && !commonVerbs.test(name));
      leads.push({ text: name, isName: isTopic, depth: kind === "item" ? depth : -1, isNumbered, ends: [] });
      continue;
    }
    const lead = leads.at(-1);
    if (lead && !lead.isName && !isWhole(text) && !runsAlone(text, lead)) {
      lead.ends.push(text);
      continue;
    }
    if (lead && !lead.isName) flush(lead);
    if (kind === "paragraph") {
      points.push(...statements.filter((statement) => isClaim(statement.text, "")));
      continue;
    }
    const context = lead ? (lead.isName ? lead.text : "") : heading;
    if (!isClaim(text, context)) continue;
    const isVague = statements.every((statement) => statement.isVague);
    const isPart = isFragment(text) || (lead && /^[\p{Ll}\p{N}\p{Sc}]/u.test(text));
    points.push({ text: tidied(isPart ? withContext(text, context, stops) : text), isVague });
  }
  leave(() => true);
  // What names the topic leads to what is said of it, and adds nothing behind it.
  return points.filter(({ isVague }, index) => !isVague || index === 0 || points.every((point) => point.isVague));
}

function isUnder(block: SaidBlock, lead: Lead): boolean {
  if (block.kind !== "item") return false;
  return block.depth > lead.depth || (block.depth === lead.depth && lead.isNumbered && !block.isNumbered);
}

/** A line that ends in a colon, or is nothing but a name, before items that belong to it. */
function isLead(block: SaidBlock, text: string, next: SaidBlock): boolean {
  if (next.kind !== "item") return false;
  if (block.kind === "paragraph") return /[:：]$/u.test(text);
  const belongs = next.depth > block.depth || (block.isNumbered && !next.isNumbered && next.depth === block.depth);
  return belongs && (/[:：]$/u.test(text) || isName(text));
}
const mostNameWords = 5;

/** Names a topic, and says nothing about it. */
function isName(text: string): boolean {
  return !endsSentence(text) && !/\p{N}/u.test(text) && !keyed.test(text) && countWords(text) <= mostNameWords;
}

function endedLead({ text, ends }: Lead): string[] {
  const points: string[][] = [];
  for (const end of ends) {
    const last = points.at(-1);
    const length = (last ?? []).reduce((sum, part) => sum + part.length + 2, text.length + 2);
    const bare = end.replace(/[.;,；，、。]$/u, "").replace(/[;,]\s*(?:and|or|und|oder|et|ou|y|o|e|en|of)$/iu, "");
    if (last && length + end.length <= longestJoined) last.push(bare);
    else points.push([bare]);
  }
  return points.map((parts) => `${text}: ${parts.join("; ")}.`);
}

function withoutColon(text: string): string {
  return text.replace(/\s*[:：]$/u, "");
}

const keyed = /^(?<key>[^:：.!?]{1,60})[:：]\s*(?=\S)/u;

/** No sentence of its own: "Monthly rent: 1,240 euros", "two months' rent". */
function isFragment(text: string): boolean {
  const key = keyed.exec(text)?.groups?.["key"];
  if (key !== undefined && countWords(key) <= mostNameWords) return true;
  if (endsSentence(text)) return false;
  return countWords(text) <= mostFragmentWords || !commonVerbs.test(text);
}
const mostFragmentWords = 6;
/** Of any two sentences one has some of these; words without any of them, and without a stop, are hardly a sentence. */
const commonVerbs =
  /(?<![\p{L}\p{N}])(?:is|are|was|were|be|been|has|have|had|does|do|did|must|may|shall|will|can|could|should|would|exists?|ist|sind|war|waren|wird|werden|wurde|hat|haben|muss|müssen|darf|dürfen|kann|können|soll|sollen|gibt|est|sont|était|ont|doit|doivent|peut|peuvent|sera|existe|existent|es|son|fue|hay|existen|ha|han|debe|deben|puede|pueden|será|è|sono|era|hanno|deve|devono|può|possono|sarà|esiste|esistono|são|há|existem|foi|tem|têm|devem|pode|podem|zijn|werd|heeft|hebben|moet|moeten|mag|kan|kunnen|wordt|zal|bestaat|bestaan)(?![\p{L}\p{N}])/iu;

/** A sentence with a verb of its own, which needs nothing that leads to it; a demand ("Pay the rent.") needs who is to follow it. */
function isWhole(text: string): boolean {
  return endsSentence(text) && countWords(text) > mostNameWords && (commonVerbs.test(text) || hasUnspaced(text));
}

/** Runs like a sentence, without its stop: behind a lead without a verb ("Checks:") it needs nothing of it. */
function runsAlone(text: string, { text: lead }: Lead): boolean {
  return /^\p{Lu}/u.test(text) && countWords(text) >= leastAlone && commonVerbs.test(text) && !commonVerbs.test(lead);
}
const leastAlone = 8;

/** Says something: a sentence, a value, or at least some words under a heading. */
function isClaim(text: string, context: string): boolean {
  if (/[:：]$/u.test(text)) return false;
  if (/\p{N}/u.test(text) || keyed.test(text) || endsSentence(text)) return true;
  return countWords(text) > (context === "" ? mostNamed : 0);
}
const mostNamed = 3;

/** A fragment with its heading, where its own words do not name what it is about. */
function withContext(text: string, heading: string, stops: ReadonlySet<string>): string {
  if (heading === "") return text;
  const key = keyed.exec(text)?.groups?.["key"];
  const contentWords = (words: string): string[] => wordsOf(words).filter((word) => !stops.has(word));
  if (key !== undefined && contentWords(key).length >= 2) return text;
  const own = new Set(wordsOf(text));
  if (contentWords(heading).every((word) => own.has(word))) return text;
  return key === undefined ? `${heading}: ${text}` : `${heading} – ${text}`;
}

function tidied(text: string): string {
  return text.replace(/\s*[;,；，、]$/u, "");
}
