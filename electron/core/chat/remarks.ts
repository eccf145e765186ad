import { answerIn } from "../evidence/answerWords.ts";
import { readSentence } from "../llm/freeText/talk.ts";

/** What a sentence of an answer is: a claim about what the documents say, or something else. */
export type AnswerSentence =
  /** without what introduces it; answers: the word before it that answers a question, as it is written */
  | { readonly kind: "claim"; readonly text: string; readonly answers?: string }
  /** says of the documents that they do not say something */
  | { readonly kind: "denial" }
  /** speaks to the reader, introduces, or says nothing of the documents */
  | { readonly kind: "remark" };

/** Tells what a sentence of an answer is, in the languages that have lists. */
export function readAnswerSentence(sentence: string): AnswerSentence {
  if (isDenial(sentence)) return { kind: "denial" };
  const answer = answerIn(sentence);
  // "Yes." is the whole answer to a question.
  if (answer && answer.rest === sentence.length) return { kind: "claim", text: sentence };
  const { kind, text } = readSentence(sentence.slice(answer?.rest ?? 0), () => false);
  if (kind !== "statement" || !/[\p{L}\p{N}]/u.test(text) || /[:：]$/u.test(text)) return { kind: "remark" };
  return { kind: "claim", text, ...(answer ? { answers: sentence.slice(answer.word.start, answer.word.end) } : {}) };
}

/** Says of the documents that they do not say something: that stands in none of their sentences. */
export function isDenial(sentence: string): boolean {
  return (namesDocuments.test(sentence) && saysNothing.test(sentence)) || findsNothing.test(sentence);
}
const namesDocuments =
  /\b(?:documents?|texts?|passages?|excerpts?|sentences?|sources?|context|information|dokumente?n?s?|texte?s?|auszüge?n?|quellen?|angaben?|informationen|phrases?|extraits?|informations?|documentos?|textos?|pasajes?|fuentes?|información|documenti|documento|testo|testi|brani|fonti|informazioni|passagens|fontes|informações|documenten|teksten?|bronnen|informatie)\b|文档|文件|文書|資料|문서/iu;
const saysNothing =
  /\b(?:not|no|nor|cannot|can['’]t|does ?n['’]t|do ?n['’]t|did ?n['’]t|is ?n['’]t|are ?n['’]t|without|nowhere|nothing|nicht|keine?[nmrs]?|nichts|nirgends|pas|aucune?s?|rien|ne|ni|ningun[oa]?|ningún|nada|non|nessun[ao]?|nulla|niente|não|nenhum[a]?|niet|geen|niets|nergens)\b|未|没有|ない|ません|않|없/iu;
const findsNothing =
  /^(?:i (?:could not|couldn['’]t|did not|didn['’]t|cannot|can['’]t|was unable to) (?:find|tell|determine|answer)|not (?:mentioned|stated|specified|given)\b|there is no mention|no mention|ich (?:konnte|kann) .*nicht (?:finden|beantworten)|nicht erwähnt|je n['’]ai pas trouvé|non mentionné|no se menciona|non (?:è|viene) menzionat|não (?:é|foi) mencionad|niet vermeld)|\b(?:is|are|was|were) not (?:mentioned|stated|specified|named)\b/iu;
