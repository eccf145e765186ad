const sampleLength = 20_000;
const enoughLetters = 20;

/** Collects text from all over a document and tells its language as BCP 47; "und" where there is too little to tell. */
export function createLanguageSample(): { add(text: string): void; detect(declared: string | null): Promise<string> } {
  let sample = "";
  return {
    add(text) {
      if (sample.length < sampleLength) sample += `${text.slice(0, 2000)}\n`;
    },
    async detect(declared) {
      const letters = sample.match(/\p{L}/gu)?.length ?? 0;
      if (letters < enoughLetters) return declared ?? "und";
      const { eld } = await import("eld/small");
      const result = eld.detect(sample);
      if (result.language === "") return declared ?? "und";
      // A declaration that agrees is more exact (de-AT); one that does not is often left over from a template.
      if (declared && declared.toLowerCase().split("-")[0] === result.language) return declared;
      return result.language;
    },
  };
}
