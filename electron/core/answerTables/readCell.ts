import type { ColumnKind } from "../../contract/answerTables.ts";
import { answerBlocks } from "../llm/freeText/answerBlocks.ts";
import { answerBody } from "../llm/freeText/answerBody.ts";
import { isDenial } from "../llm/freeText/denials.ts";
import { withoutLoop } from "../llm/freeText/loops.ts";
import { plainText } from "../llm/freeText/plainText.ts";
import { wordsIn } from "../llm/freeText/readFreeAnswer.ts";
import { wholeSentences } from "../llm/freeText/sentenceEnds.ts";
import { readSentence } from "../llm/freeText/talk.ts";
import { splitSentences } from "../text/sentences.ts";

/**
 * What a model answered to the question of a column, without labels, Markdown, remarks and what was cut off: the items of a list, of other
 * kinds the lines it wrote. Empty where it says that the text does not say it, or nothing of use.
 *
 * @param material sentences that it was shown
 * @param ended false where the answer was cut off at its length
 */
export function readCell(
  answer: string,
  {
    kind,
    material,
    ended,
  }: { readonly kind: ColumnKind; readonly material: readonly string[]; readonly ended: boolean },
): string[] {
  const has = wordsIn(material);
  const lines: string[] = [];
  for (const block of answerBlocks(answerBody(answer, has), material)) {
    const plain = plainText(block.text, material, has);
    const loop = withoutLoop(plain);
    const isCut = block.isLast && !ended && kind !== "boolean";
    const whole = loop?.text ?? plain;
    // Of a list an item that was cut off is left out, of a sentence its unfinished end.
    const kept = !isCut
      ? whole
      : kind === "list" && lines.length > 0
        ? ""
        : wholeSentences(whole) || (kind === "text" ? "" : whole);
    const said = splitSentences(kept).flatMap(([start, end]) => {
      const sentence = kept.slice(start, end).trim();
      if (notStated.test(sentence) || isDenial(sentence)) return [];
      const { kind: of, text } = readSentence(sentence, has);
      return of === "refusal" || of === "talk" || of === "remark" ? [] : [text];
    });
    const line = said.join(" ").trim();
    if (/[\p{L}\p{N}]/u.test(line) && !lines.includes(line)) lines.push(line);
  }
  return lines;
}

const notStated =
  /^\W*(?:(?:it|this|that) is )?(?:not|nicht|non|no|não|niet)[\s_-]+(?:stated|specified|mentioned|given|available|provided|found|applicable|genannt|angegeben|erwähnt|indiqué|précisé|mentionné|indicado|mencionado|indicato|specificato|menzionato|informado|vermeld|genoemd)(?!\p{L})|^\W*(?:none|unknown|n\/a|keine angaben?|k\. ?a\.)\W*$/iu;
