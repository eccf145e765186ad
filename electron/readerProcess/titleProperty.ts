import type { Page } from "../contract/documents.ts";
import { countWords } from "../core/text/words.ts";
import { isUntitled } from "./noTitle.ts";
import type { Reading } from "./reading.ts";
import { squeeze } from "./squeeze.ts";

/** What programs put into the property by themselves, and names of templates. */
const ofPrograms = [
  /^(?:microsoft )?(?:power ?point|excel|word|office|libreoffice|openoffice|impress|calc|writer|publisher)(?:[- ]?\p{L}*)?(?: theme| document| workbook)?$/iu,
  /power ?point|パワーポイント/iu,
  /^microsoft (?:word|excel|powerpoint|publisher|office|access|visio|works)(?:$| - )/iu,
  /^(?:slide|folie|diapositiv[aeo]|diapo|dia|slajd|snímek|bild|layout|スライド|幻灯片|슬라이드)[ _-]?\d*$/iu,
  /^(?:sheet|worksheet|tabelle|tabellenblatt|feuille?|hoja|foglio|planilha|folha|blad|arkusz|лист|シート|工作表|book|workbook|mappe|arbeitsmappe|classeur|libro|cartel|map)[ _-]?\d*$/iu,
  /^(?:(?:new|neue?s?|nouve(?:au|lle)|nuev[oa]|nuov[oa]|nov[oa]) )?(?:doc|document|dokument|documento|presentation|präsentation|présentation|presentación|presentazione|apresentação|presentatie|prezentacja|презентация|документ|プレゼンテーション|文書|演示文稿|文档)[ _-]?\d*$/iu,
  /^(?:untitled|unbenannt|ohne titel|sans titre|sin título|senza titolo|sem título|naamloos|bez názvu|bez tytułu|без имени|без названия|無題|名称未設定|无标题|제목 없음)\b/iu,
  /^(?:title|titel|titre|título|titolo|tytuł|název|название|заголовок|click to (?:add|edit)\b.*|タイトル|标题|標題|제목)$/iu,
  /^(?:print|scan(?:ned(?: document)?)?[\s\d_-]*)$|\.(?:docx?|dotx?|pptx?|potx?|ppsx?|xlsx?|xltx?|od[tpsg]|ot[tps]|rtf|pdf|indd|qxd|tex|dvi|fm|p65|ai|txt|csv|html?|tmp)$/iu,
  /(?:template|vorlage|modèle|plantilla|modello|sjabloon)$/iu,
];

/** Whether a program put a title there, not a person. */
export function isOfProgram(title: string): boolean {
  return isUntitled(title) || ofPrograms.some((each) => each.test(title));
}

/** The property of a file that is to hold its title, where it holds one; null for what a program put there by itself. */
export function usableTitle(property: string | null, fileName: string): string | null {
  const title = squeeze(property ?? "");
  if (!/\p{L}{2}|\d{4}/u.test(title) || title.length > 300 || isOfProgram(title)) return null;
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/gu, " ");
  // The name of the file, or a word that is spelt as only names of files are.
  const isName = plain(title) === plain(fileName.replace(/\.[^.]*$/u, ""));
  return isName || (!title.includes(" ") && /[_\\/]|\p{L}\d+\p{L}/u.test(title)) ? null : title;
}

/** Pages in which words of a title are looked for. */
const pagesLookedAt = 3;

/**
 * Keeps an eye on the pages, since properties outlive what they were written for: a title is taken from them where the first pages
 * have one of its words, or no heading of more than one.
 */
export function watchTitle(reading: Reading): { reading: Reading; titleFrom(property: string | null): string | null } {
  const seen: Page[] = [];
  return {
    reading: {
      ...reading,
      page(page) {
        if (seen.length < pagesLookedAt) seen.push(page);
        reading.page(page);
      },
    },
    titleFrom(property) {
      const title = usableTitle(property, reading.name);
      const isHeaded = seen.some(({ blocks, text }) =>
        blocks.some(
          ({ kind, start, end }) =>
            kind === "heading" && countWords(text.slice(start, end).replace(/[\d.]+/gu, "")) > 1,
        ),
      );
      if (title === null || !isHeaded) return title;
      const text = seen.map((page) => page.text.toLowerCase()).join("\n");
      const names = title.toLowerCase().match(/[\p{L}\p{N}]{4,}|[^\P{L}\p{Script=Latin}]{2,}/gu) ?? [];
      return names.length === 0 || names.some((name) => text.includes(name)) ? title : null;
    },
  };
}
