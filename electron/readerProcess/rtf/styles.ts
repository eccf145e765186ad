/** What a paragraph style says about the text it is given to. */
export interface StyleFacts {
  /** 1 to 6; null where it is no heading */
  readonly level: number | null;
  /** what its paragraphs are, where it says so */
  readonly kind: "caption" | "tableOfContents" | null;
}

const headings =
  /^(?:heading|überschrift|titre|título|titulo|titolo|título|kop|nadpis|nagłówek|rubrik|overskrift|otsikko|başlık|címsor|заголовок|見出し|标题|標題|제목)\s*([1-9])$/u;
const titles = /^(?:title|titel|titre|título|titolo|název|tytuł|название|표제|表題|标题|標題)$/u;
const captions =
  /^(?:caption|beschriftung|légende|epígrafe|legenda|didascalia|bijschrift|titulek|podpis|название объекта|図表番号|题注|標號|캡션)$/u;
const contents =
  /^(?:toc|contents|verzeichnis|tm|tdc|sommario|sumário|índice|inhopg|spis treści|obsah|目次|目录|목차)\s*[1-9]$/u;

/** By its outline level (from 0; 9 is text), else by its name in the language of the program that wrote it. */
export function styleOf(name: string, outline: number | null): StyleFacts {
  const plain = name.trim().toLowerCase();
  if (outline !== null && outline < 9) return { level: Math.min(6, outline + 1), kind: null };
  const level = headings.exec(plain)?.[1];
  if (level !== undefined) return { level: Math.min(6, Number(level)), kind: null };
  const kind = captions.test(plain) ? "caption" : contents.test(plain) ? "tableOfContents" : null;
  return { level: titles.test(plain) ? 1 : null, kind };
}
