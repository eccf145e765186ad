import { describe, expect, it } from "vitest";
import { standsAlone } from "../../../electron/core/extract/candidates.ts";
import { matchAll } from "../../../electron/core/store/fullText.ts";
import { countDense, hasUnspaced } from "../../../electron/core/text/scripts.ts";
import { countWords, dictionaryWords, tokensOf, wordsOf } from "../../../electron/core/text/words.ts";
import { joinLines } from "../../../electron/readerProcess/readText.ts";

/** "The council decided on the budget of the town at its meeting last year", as one run where the script has no spaces. */
const sentences: readonly (readonly [script: string, text: string])[] = [
  ["Chinese", "市议会在去年的会议上决定了全市的预算并且批准了学校的新楼"],
  ["Japanese", "市議会は昨年の会議で町の予算を決めて学校の新しい建物をつくることにしました"],
  ["Katakana with its long mark", "コンピューターセンターノデーターサーバーヲアタラシクシマシタ"],
  ["Thai", "สภาเมืองได้มีมติเกี่ยวกับงบประมาณของเมืองในการประชุมเมื่อปีที่แล้ว"],
  ["Lao", "ສະພາເມືອງໄດ້ຕົກລົງກ່ຽວກັບງົບປະມານຂອງເມືອງໃນກອງປະຊຸມປີກາຍນີ້"],
  ["Khmer", "ក្រុមប្រឹក្សាបានសម្រេចលើថវិការបស់ទីក្រុងនៅក្នុងកិច្ចប្រជុំកាលពីឆ្នាំមុន"],
  ["Burmese", "မြို့တော်ကောင်စီသည်မနှစ်ကအစည်းအဝေးတွင်မြို့၏ဘတ်ဂျက်ကိုဆုံးဖြတ်ခဲ့သည်"],
  ["Tibetan", "གྲོང་ཁྱེར་གྱི་ཚོགས་འདུས་ན་ནིང་གི་ཚོགས་འདུའི་ཐོག་འཆར་གཞི་གཏན་འཁེལ་བྱས"],
];

describe.each(sentences)("a text in %s", (_, text) => {
  it("is known to have no spaces between its words, by its size too", () => {
    expect(hasUnspaced(text)).toBe(true);
    expect(countDense(text)).toBeGreaterThan(text.length / 2);
    expect(countWords(text)).toBeGreaterThan(text.length / 4);
    expect(countWords(text)).toBeLessThanOrEqual(Math.ceil(text.length / 2));
  });

  it("is compared by pairs of characters and cut into characters for a comparison of versions", () => {
    expect(wordsOf(text).length).toBeGreaterThan(10);
    const marks = [...text].length;
    expect(tokensOf(text).length).toBeGreaterThan(marks / 2);
  });

  it("can be a sentence of a digest, though it has no space", () => {
    expect(standsAlone({ text: `${text}。`, kind: "paragraph" })).toBe(true);
  });

  it("is looked up by its characters, and has words for a dictionary", () => {
    expect(matchAll(text)).toContain("\uFDD0");
    expect(dictionaryWords(text).length).toBeGreaterThan(0);
  });

  it("gets no space where a line ends in the middle of it", () => {
    const middle = text.length >> 1;
    expect(joinLines([text.slice(0, middle), text.slice(middle)])).toBe(text);
  });
});

it("keeps the space between lines of a script that has spaces", () => {
  expect(joinLines(["The council of", "the town"])).toBe("The council of the town");
  expect(joinLines(["시의회는 작년", "회의에서"])).toBe("시의회는 작년 회의에서");
});
