/**
 * An answer without what is around it: thoughts, the marks of chat templates with what was written beyond the end of the turn, and
 * characters that no reader sees.
 *
 * @param has true for what stands in the document: a text about templates may name their marks
 */
export function answerBody(answer: string, has: (words: string) => boolean): string {
  const visible = answer
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/gu, "\n")
    .replaceAll(/[\u00AD\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069\uFFFD]/gu, "")
    .replaceAll(/[^\P{Cc}\n\t]/gu, " ");
  return oneTurn(withoutThoughts(visible.replaceAll(thoughtChannel, "")), has);
}

const thoughtTag = /<(?<closing>\/)?(?:think|thinking|thought|reasoning|reflection|scratchpad)>/giu;
/** The channel of a template that has one for thoughts and another for the answer. */
const thoughtChannel =
  /<\|channel\|>(?:analysis|commentary)[^<]{0,80}<\|message\|>[^]*?(?:<\|(?:end|return|call)\|>|$)/gu;

/** A thought that is never closed was cut off, and nothing comes behind it; one that is never opened begins with the answer. */
function withoutThoughts(text: string): string {
  let kept = "";
  let depth = 0;
  let from = 0;
  for (const tag of text.matchAll(thoughtTag)) {
    if (tag.groups?.["closing"] === undefined) {
      if (depth === 0) kept += text.slice(from, tag.index);
      depth += 1;
    } else if (depth > 0) depth -= 1;
    else kept = "";
    from = tag.index + tag[0].length;
  }
  return depth > 0 ? kept : kept + text.slice(from);
}

/** What templates put between turns: "<|im_end|>", "</s>", "[/INST]", "<end_of_turn>", "<｜end▁of▁sentence｜>". */
const turnMark =
  /<[|｜][\p{L}\p{N}_▁ -]{1,40}[|｜]>|<\/?s>|<\/?(?:bos|eos|pad|start_of_turn|end_of_turn)>|\[\/?INST\]|<<\/?SYS>>|^#{2,3} ?(?:Response|Instruction|Input|Human|Assistant|User) ?:[^\S\n]*$/gimu;
/** What stands behind a mark that begins a turn. */
const role = /^\s*(?:assistant|model|final)(?=\s|$)/iu;

/** The first turn of a text that says anything. */
function oneTurn(text: string, has: (words: string) => boolean): string {
  let from = 0;
  for (const mark of text.matchAll(turnMark)) {
    if (has(mark[0])) continue;
    const turn = text.slice(from, mark.index).replace(from === 0 ? /^/u : role, "");
    if (/[\p{L}\p{N}]/u.test(turn)) return turn;
    from = mark.index + mark[0].length;
  }
  return text.slice(from).replace(from === 0 ? /^/u : role, "");
}
