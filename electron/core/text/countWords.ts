const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const wordLike = /[\p{L}\p{N}]/u;

/** Words of a text: what stands between spaces and has a letter or digit; in scripts without spaces two characters are a word. */
export function countWords(text: string): number {
  let count = 0;
  const spaced = text.replace(unspaced, () => {
    count += 0.5;
    return " ";
  });
  for (const word of spaced.split(/\s+/u)) if (wordLike.test(word)) count++;
  return Math.ceil(count);
}
