/** What a paragraph style says about the text it is given to. */
export interface StyleFacts {
  /** 1 to 6; null where it is no heading */
  readonly level: number | null;
  readonly isCaption: boolean;
}

const headings =
  /^(?:heading|überschrift|titre|título|titulo|titolo|título|kop|nadpis|nagłówek|rubrik|overskrift|otsikko|başlık|címsor|заголовок|見出し|标题|標題|제목)\s*([1-9])$/u;
const titles = /^(?:title|titel|titre|título|titolo|název|tytuł|название|표제|表題|标题|標題)$/u;
const captions =
  /^(?:caption|beschriftung|légende|epígrafe|legenda|didascalia|bijschrift|titulek|podpis|название объекта|図表番号|题注|標號|캡션)$/u;

/** By its outline level (from 0; 9 is text), else by its name in the language of the program that wrote it. */
export function styleOf(name: string, outline: number | null): StyleFacts {
  const plain = name.trim().toLowerCase();
  if (outline !== null && outline < 9) return { level: Math.min(6, outline + 1), isCaption: false };
  const level = headings.exec(plain)?.[1];
  if (level !== undefined) return { level: Math.min(6, Number(level)), isCaption: false };
  return { level: titles.test(plain) ? 1 : null, isCaption: captions.test(plain) };
}
