import type { Candidate } from "./candidates.ts";
import { lexRank, type SparseVector } from "./lexrank.ts";
import type { DocumentText } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { wordsOf } from "../text/words.ts";

/**
 * What can be seen of a sentence without understanding it, and whether it is worth a line: where it stands, how much it shares
 * with the rest, how it is worded (Edmundson 1969; Kupiec, Pedersen and Chen 1995). Each value lies between 0 and 1 or little
 * beyond.
 */
export const featureNames = [
  "first",
  "early",
  "earlySlow",
  "late",
  "depth",
  "opensSection",
  "inSectionLead",
  "opensBlock",
  "endsBlock",
  "firstSection",
  "lastSection",
  "central",
  "centralLog",
  "centroid",
  "surroundings",
  "frequent",
  "frequentLog",
  "phrases",
  "phraseSum",
  "content",
  "titleRecall",
  "titlePrecision",
  "headings",
  "ownHeading",
  "words",
  "short",
  "long",
  "wordLength",
  "stops",
  "form",
  "listItem",
  "digits",
  "names",
  "question",
  "openEnd",
  "quoted",
  "bracketed",
  "commas",
  "we",
  "you",
  "dangling",
  "purpose",
  "finding",
  "emphasis",
  "definition",
  "example",
  "pointer",
  "contrast",
  "intent",
  "decision",
  "speech",
  "stumble",
  "blockWords",
  "speakerShare",
] as const;
export type FeatureName = (typeof featureNames)[number];

/** Sentences that walk together when the centre of a long document is sought: the walk's cost grows with the square. */
const walkSize = 500;

/** A row for each candidate, in the order of {@link featureNames}. */
export function featuresOf(
  source: DocumentText,
  candidates: readonly Candidate[],
  vectors: readonly SparseVector[],
): Float64Array[] {
  const document = describe(source, candidates, vectors);
  return candidates.map((candidate, index) => {
    const values = valuesOf(candidate, index, document);
    return Float64Array.from(featureNames, (name) => values[name]);
  });
}

interface Described {
  readonly count: number;
  readonly sections: number;
  readonly indicesInSection: readonly number[];
  readonly opensBlock: readonly boolean[];
  readonly endsBlock: readonly boolean[];
  /** LexRank times the number of sentences of the walk: 1 is the mean */
  readonly central: Float64Array;
  readonly centroid: Float64Array;
  /** mean of the centroid over the sentences near each: people come to the point for a while, then digress */
  readonly surroundings: Float64Array;
  readonly frequency: ReadonlyMap<string, number>;
  readonly mostFrequent: number;
  /** how often two stems stand next to each other, stop words left out */
  readonly phrases: ReadonlyMap<string, number>;
  readonly title: ReadonlySet<string>;
  readonly headings: ReadonlySet<string>;
  readonly sectionHeadings: readonly ReadonlySet<string>[];
  readonly stops: ReadonlySet<string>;
  readonly blockWords: ReadonlyMap<number, number>;
  readonly speakers: readonly string[];
  readonly speakerShare: ReadonlyMap<string, number>;
}

function describe(source: DocumentText, candidates: readonly Candidate[], vectors: readonly SparseVector[]): Described {
  const stops = stopWordsOf(source.language);
  const frequency = new Map<string, number>();
  for (const { stems } of candidates) for (const stem of stems) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  const centroid = centroidOf(vectors);
  const phrases = new Map<string, number>();
  for (const { stems } of candidates) {
    for (const phrase of phrasesOf(stems)) phrases.set(phrase, (phrases.get(phrase) ?? 0) + 1);
  }
  const sectionHeadings = source.sections.map(({ heading }) => new Set(stemsOf(heading ?? "", stops)));
  const indicesInSection: number[] = [];
  for (const [index, { sentence }] of candidates.entries()) {
    const before = candidates[index - 1];
    indicesInSection.push(before?.sentence.section === sentence.section ? (indicesInSection[index - 1] ?? 0) + 1 : 0);
  }
  const { speakers, speakerShare, blockWords } = speechOf(source, candidates);
  return {
    count: candidates.length,
    sections: source.sections.length,
    indicesInSection,
    opensBlock: candidates.map(({ sentence }) => source.sentences[sentence.index - 1]?.block !== sentence.block),
    endsBlock: candidates.map(({ sentence }) => source.sentences[sentence.index + 1]?.block !== sentence.block),
    central: centralityOf(candidates, vectors),
    centroid,
    surroundings: meanAround(centroid, 4),
    frequency,
    mostFrequent: [...frequency.values()].reduce((most, times) => Math.max(most, times), 1),
    phrases,
    title: new Set(stemsOf(source.title, stops)),
    headings: new Set(sectionHeadings.flatMap((stems) => [...stems])),
    sectionHeadings,
    stops,
    blockWords,
    speakers,
    speakerShare,
  };
}

function phrasesOf(stems: readonly string[]): string[] {
  return stems.slice(1).map((stem, index) => `${stems[index] ?? ""} ${stem}`);
}

function centralityOf(candidates: readonly Candidate[], vectors: readonly SparseVector[]): Float64Array {
  const central = new Float64Array(candidates.length);
  const walks = candidates.length > 2 * walkSize ? Math.ceil(candidates.length / walkSize) : 1;
  for (let walk = 0; walk < walks; walk += 1) {
    const from = Math.floor((candidates.length * walk) / walks);
    const to = Math.floor((candidates.length * (walk + 1)) / walks);
    const scores = lexRank(
      vectors.slice(from, to),
      candidates.slice(from, to).map(({ form }) => form),
    );
    for (const [index, score] of scores.entries()) central[from + index] = score * (to - from);
  }
  return central;
}

/** Cosine of each sentence with the sum of all. */
function centroidOf(vectors: readonly SparseVector[]): Float64Array {
  const sum: number[] = [];
  for (const { indices, values } of vectors) {
    for (let entry = 0; entry < indices.length; entry += 1) {
      const stem = indices[entry] ?? 0;
      sum[stem] = (sum[stem] ?? 0) + (values[entry] ?? 0);
    }
  }
  let square = 0;
  for (const value of sum) square += value * value;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  return Float64Array.from(vectors, ({ indices, values }) => {
    let dot = 0;
    for (let entry = 0; entry < indices.length; entry += 1) {
      dot += (values[entry] ?? 0) * (sum[indices[entry] ?? 0] ?? 0);
    }
    return dot * scale;
  });
}

function meanAround(values: Float64Array, reach: number): Float64Array {
  return values.map((_, index) => {
    const near = values.subarray(Math.max(0, index - reach), index + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

const speakerName = /^(?:\[?\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\]?\s*)?(\p{Lu}[\p{L}\d .'’_-]{0,30}):\s/u;

/** Who says each sentence, each speaker's share of all words said, and how long each block is. */
function speechOf(
  source: DocumentText,
  candidates: readonly Candidate[],
): Pick<Described, "speakers" | "speakerShare" | "blockWords"> {
  const blockWords = new Map<number, number>();
  const speakerOf = new Map<number, string>();
  const said = new Map<string, number>();
  let all = 0;
  let speaker = "";
  let block = -1;
  for (const sentence of source.sentences) {
    if (sentence.kind !== "turn") speaker = "";
    else if (sentence.block !== block) speaker = speakerName.exec(sentence.text)?.[1] ?? "";
    block = sentence.block;
    const words = spacesIn(sentence.text) + 1;
    blockWords.set(block, (blockWords.get(block) ?? 0) + words);
    if (speaker === "") continue;
    speakerOf.set(block, speaker);
    said.set(speaker, (said.get(speaker) ?? 0) + words);
    all += words;
  }
  const speakerShare = new Map([...said].map(([name, words]) => [name, words / all]));
  return { speakers: candidates.map(({ sentence }) => speakerOf.get(sentence.block) ?? ""), speakerShare, blockWords };
}

function spacesIn(text: string): number {
  let spaces = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) === 32) spaces += 1;
  return spaces;
}

function valuesOf(
  { sentence, stems, form }: Candidate,
  index: number,
  document: Described,
): Record<FeatureName, number> {
  const { count, frequency, title, headings } = document;
  const indexInSection = document.indicesInSection[index] ?? 0;
  const distinct = new Set(stems);
  const { text, kind, section, block } = sentence;
  const folded = fold(text);
  const words = wordsOf(text);
  const wordCount = Math.max(1, words.length);
  const has = (pattern: RegExp): number => (pattern.test(folded) ? 1 : 0);
  const central = document.central[index] ?? 0;
  let frequent = 0;
  let frequentLog = 0;
  for (const stem of distinct) {
    const times = frequency.get(stem) ?? 0;
    frequent += times;
    frequentLog += Math.log(1 + times);
  }
  // A phrase that comes once says nothing of the whole.
  const phrases = phrasesOf(stems);
  const phraseSum = phrases.reduce((sum, phrase) => sum + Math.log(document.phrases.get(phrase) ?? 1), 0);
  const stopCount = words.reduce((sum, word) => sum + Number(document.stops.has(word)), 0);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const digits = text.match(/\d/gu)?.length ?? 0;
  const names = text.match(/[\s(]\p{Lu}/gu)?.length ?? 0;
  return {
    first: index === 0 ? 1 : 0,
    early: Math.exp(-index / 3),
    earlySlow: Math.exp(-index / 15),
    late: Math.exp(-(count - 1 - index) / 3),
    depth: count > 1 ? index / (count - 1) : 0,
    opensSection: document.sections > 1 && indexInSection === 0 ? 1 : 0,
    inSectionLead: document.sections > 1 ? Math.exp(-indexInSection / 3) : 0,
    opensBlock: document.opensBlock[index] === true ? 1 : 0,
    endsBlock: document.endsBlock[index] === true ? 1 : 0,
    firstSection: document.sections > 1 && section === 0 ? 1 : 0,
    lastSection: document.sections > 1 && section === document.sections - 1 ? 1 : 0,
    central: Math.min(3, central) / 3,
    centralLog: Math.log(1 + central),
    centroid: document.centroid[index] ?? 0,
    surroundings: document.surroundings[index] ?? 0,
    frequent: frequent / Math.max(1, distinct.size) / document.mostFrequent,
    frequentLog: frequentLog / Math.max(1, distinct.size) / Math.log(1 + document.mostFrequent),
    phrases: phraseSum / Math.max(1, phrases.length) / 2,
    phraseSum: Math.min(1, phraseSum / 12),
    content: Math.min(1, distinct.size / 18),
    titleRecall: overlap(distinct, title) / Math.max(1, title.size),
    titlePrecision: overlap(distinct, title) / Math.max(1, distinct.size),
    headings: overlap(distinct, headings) / Math.max(1, distinct.size),
    ownHeading: overlap(distinct, document.sectionHeadings[section] ?? new Set()) / Math.max(1, distinct.size),
    words: Math.min(45, wordCount) / 45,
    short: wordCount < 9 ? 1 : 0,
    long: wordCount > 35 ? 1 : 0,
    wordLength: letters / wordCount / 8,
    stops: stopCount / wordCount,
    form,
    listItem: kind === "listItem" ? 1 : 0,
    digits: Math.min(1, (5 * digits) / text.length),
    names: Math.min(1, (2 * names) / wordCount),
    question: has(/\?["')\]]*$/u),
    openEnd: has(/:$/u),
    quoted: has(/["“”«»„]/u),
    bracketed: has(/[([]/u),
    commas: Math.min(1, (text.match(/[,;]/gu)?.length ?? 0) / 4),
    we: has(cues.we),
    you: has(cues.you),
    dangling: has(cues.dangling),
    purpose: has(cues.purpose),
    finding: has(cues.finding),
    emphasis: has(cues.emphasis),
    definition: has(cues.definition),
    example: has(cues.example),
    pointer: has(cues.pointer),
    contrast: has(cues.contrast),
    intent: has(cues.intent),
    decision: has(cues.decision),
    speech: Math.min(1, (3 * (folded.match(cues.speech)?.length ?? 0)) / wordCount),
    stumble: Math.min(1, (4 * stumblesIn(words)) / wordCount),
    blockWords: Math.min(1, Math.log(1 + (document.blockWords.get(block) ?? 0)) / 6),
    speakerShare: document.speakerShare.get(document.speakers[index] ?? "") ?? 0,
  };
}

/** Words said twice in a row, and words broken off after a letter or two that the next one begins with. */
function stumblesIn(words: readonly string[]): number {
  let stumbles = 0;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (
      next !== undefined &&
      (next === word || (word.length < 3 && next.length > word.length && next.startsWith(word)))
    ) {
      stumbles += 1;
    }
  }
  return stumbles;
}

function overlap(stems: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0;
  for (const stem of others) if (stems.has(stem)) shared += 1;
  return shared;
}

/** Wordings in the six main languages, folded. */
const cues = {
  we: /\b(?:we|our|us|wir|unsere?[mnrs]?|nous|notre|nos|nosotros|nuestr[ao]s?|noi|nostr[aio]|nossos?|nossas?)\b/u,
  you: /\b(?:you|your|yours|sie konnen|ihre[nmrs]?|vous|votre|vos|usted|ustedes|puede|voce|puoi|tuo|tua)\b/u,
  dangling:
    /^(?:["'(]\s?)?(?:this|these|those|that|it|he|she|they|there|here|but|and|or|so|however|moreover|furthermore|thus|therefore|hence|also|then|for example|for instance|in addition|as a result|dies\w*|das|er|es|aber|und|jedoch|daher|deshalb|ausserdem|zudem|ce|ces|cela|il|elle|ils|elles|mais|et|donc|ainsi|toutefois|esto|este|esta|estos|estas|pero|y|sin embargo|ademas|por lo tanto|questo|questa|questi|queste|ma|e|tuttavia|inoltre|quindi|isto|isso|estes|mas|no entanto|alem disso|portanto)\b/u,
  purpose:
    /\b(?:(?:this|the present|the following) (?:article|paper|post|guide|page|section|chapter|topic|tutorial|document|study|report|work|proposal|module|book|blog|release|version|draft|specification|policy|agreement)|in this (?:article|paper|post|guide|section|chapter|tutorial|work|study|report)|we (?:propose|present|introduce|show|demonstrate|develop|describe|study|provide|investigate|explore|announce|find)|(?:is|are) (?:proposed|presented|introduced|described|designed to|used to)|learn (?:how|about)|the (?:aim|goal|purpose|objective) of|dieser? (?:artikel|beitrag|bericht|studie|arbeit|abschnitt)|in diesem (?:artikel|beitrag|bericht|kapitel)|ziel (?:ist|der|des)|cet(?:te)? (?:article|etude|rapport|section|guide)|l'objectif|este (?:articulo|informe|documento|estudio|trabajo)|el objetivo|questo (?:articolo|documento|rapporto|studio)|l'obiettivo|este (?:artigo|relatorio|documento|estudo)|o objetivo)\b/u,
  finding:
    /\b(?:in (?:conclusion|summary|short)|to (?:conclude|summari[sz]e|sum up)|conclud\w+|overall|results? (?:show|suggest|indicate|demonstrate)\w*|(?:show|shows|showed|shown|found|find|finds|demonstrate[sd]?|suggest(?:s|ed)?|indicate[sd]?|reveal(?:s|ed)?) that|outperform\w*|achiev\w+|improv\w+|as a result|therefore|consequently|zusammenfassend|insgesamt|ergebnis\w*|zeig(?:t|en|te|ten),? dass|en (?:conclusion|resume)|resultats?|montr\w+ que|en (?:conclusion|resumen)|resultados?|muestra\w* que|in (?:conclusione|sintesi)|risultat\w+|em (?:conclusao|resumo|suma)|mostra\w* que)\b/u,
  emphasis:
    /\b(?:important|importantly|key|main|mainly|major|primary|primarily|significant\w*|essential|crucial|critical|central|fundamental|new|novel|first|most|only|best|wichtig\w*|haupt\w*|wesentlich\w*|entscheidend\w*|neue?[nrs]?|principal\w*|nouve(?:au|lle)\w*|essentiel\w*|importante?s?|nuev[ao]s?|esencial\w*|principal[ei]\w*|nuov[aoie]|essenzial\w*|nov[ao]s?|essencia\w*)\b/u,
  definition:
    /^(?:\S+\s){1,9}?(?:is|are|was|were|means|refers to|consists? of|includes?|involves?|occurs?|provides?|allows?|enables?|contains?|ist|sind|bezeichnet|bedeutet|besteht aus|umfasst|est|sont|designe|comprend|permet|es|son|consiste en|incluye|permite|e|sono|comprende|consente|sao|inclui)\s/u,
  example:
    /\b(?:for example|for instance|e\.g\.|such as|imagine|suppose|consider|say|zum beispiel|z\. ?b\.|etwa|par exemple|por ejemplo|ad esempio|por exemplo)(?![\p{L}])/u,
  pointer:
    /\b(?:figures?|fig\.|tables?|see|click|select|choose|note|chapter|section|appendix|above|below|following|abbildung|tabelle|siehe|abb\.|tableau|voir|figura|tabla|vease|tabella|vedi|tabela|ver)(?![\p{L}])/u,
  contrast:
    /\b(?:but|however|although|though|while|whereas|despite|instead|rather than|unlike|aber|jedoch|obwohl|wahrend|trotz|mais|cependant|bien que|tandis|malgre|pero|sin embargo|aunque|mientras|ma|tuttavia|sebbene|mentre|mas|embora|enquanto)\b/u,
  intent:
    /\b(?:will|shall|going to|gonna|plan(?:s|ned|ning)? to|need(?:s|ed)? to|should|must|have to|has to|want(?:s|ed)? to|werden|wird|soll(?:en|te|ten)?|muss|mussen|wollen|devr\w+|doit|doivent|faut|veut|va|vont|debe\w*|tiene que|quiere\w*|vamos|deve|devono|vuole|devem|quer)\b/u,
  decision:
    /\b(?:agree[ds]?|agreement|decid\w+|decisions?|recommend\w*|propos\w+|suggest\w*|conclu\w+|approv\w+|conside\w+|discuss\w*|issues?|problems?|questions?|support\w*|ensure|committee|group|team|project|meeting|minister|government|beschl\w+|entsch\w+|einig\w*|vorschl\w+|empf\w+|besproch\w*|decid\w+|accord\w*|propo\w+|convenu\w*|acord\w+|acuerd\w*|concord\w*|deliber\w*|approv\w*)\b/u,
  speech:
    /\b(?:um+|uh+|hm+|mm+|mm-hmm|yeah|yep|okay|ok|oh|ah|eh|right|well|like|just|really|actually|basically|kind of|sort of|i mean|you know|i think|i guess|maybe|thing|things|stuff|ah+m|halt|eben|naja|tja|genau|euh|ben|bah|voila|quoi|bueno|pues|eso|vale|allora|cioe|insomma|beh|entao|pronto|pois)\b/gu,
} as const;
