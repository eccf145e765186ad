const mostPages = 64;
const perPage = 600;
const enoughLetters = 20;

/** Collects text from all over a document and tells its language as BCP 47; "und" where there is too little to tell. */
export function createLanguageSample(): { add(text: string): void; detect(declared: string | null): Promise<string> } {
  const pages: string[] = [];
  return {
    add(text) {
      if (pages.length < mostPages) pages.push(text.slice(0, perPage));
    },
    async detect(declared) {
      const sample = pages.join("\n");
      const letters = sample.match(/\p{L}/gu)?.length ?? 0;
      if (letters < enoughLetters) return declared ?? "und";
      const script = scriptLanguage(sample, letters);
      if (script) return declared?.toLowerCase().startsWith(script) ? declared : script;
      const { eld } = await import("eld/extrasmall");
      const language = mostPagesIn(pages, (text) => eld.detect(text).language) ?? eld.detect(sample).language;
      if (language === "") return declared ?? "und";
      // A declaration that agrees is more exact (de-AT); one that does not is often left over from a template.
      if (declared && declared.toLowerCase().split("-")[0] === language) return declared;
      return language;
    },
  };
}

/** The language of most text: a page has a vote of its letters, so that a preface in another language does not decide. */
function mostPagesIn(pages: readonly string[], languageOf: (text: string) => string): string | null {
  const votes = new Map<string, number>();
  for (const page of pages) {
    const letters = page.match(/\p{L}/gu)?.length ?? 0;
    const language = letters < enoughLetters ? "" : languageOf(page);
    if (language !== "") votes.set(language, (votes.get(language) ?? 0) + letters);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
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
