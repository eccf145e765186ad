const sampleLength = 40_000;
const perPage = 600;
const enoughLetters = 20;

/** Collects text from all over a document and tells its language as BCP 47; "und" where there is too little to tell. */
export function createLanguageSample(): { add(text: string): void; detect(declared: string | null): Promise<string> } {
  let sample = "";
  return {
    add(text) {
      if (sample.length < sampleLength) sample += `${text.slice(0, perPage)}\n`;
    },
    async detect(declared) {
      const letters = sample.match(/\p{L}/gu)?.length ?? 0;
      if (letters < enoughLetters) return declared ?? "und";
      const script = scriptLanguage(sample, letters);
      if (script) return declared?.toLowerCase().startsWith(script) ? declared : script;
      const { eld } = await import("eld/small");
      const result = eld.detect(sample);
      if (result.language === "") return declared ?? "und";
      // A declaration that agrees is more exact (de-AT); one that does not is often left over from a template.
      if (declared && declared.toLowerCase().split("-")[0] === result.language) return declared;
      return result.language;
    },
  };
}

/** East Asian scripts say the language by themselves, also where Latin words are mixed in. */
function scriptLanguage(text: string, letters: number): string | null {
  const share = (script: RegExp) => (text.match(script)?.length ?? 0) / letters;
  const kana = share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = share(/\p{Script=Han}/gu);
  if (share(/\p{Script=Hangul}/gu) > 0.25) return "ko";
  if (kana + han < 0.25) return null;
  return kana > 0.1 * (kana + han) ? "ja" : "zh";
}
