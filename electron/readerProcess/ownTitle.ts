import path from "node:path";

/** What programs write by themselves, in the languages they are used in most. */
const byPrograms =
  /^(?:microsoft (?:word|office)|untitled|unbenannt|sans[ -]titre|sin título|senza titolo|sem título|naamloos|title|titel|titre|título|titolo|(?:document|dokument|documento|doc)[\s\d_-]*|(?:power ?point )?presentation\d*|slide \d+|blank|template|vorlage|modèle|plantilla|normal(?:\.dotm?)?|新建.*|無題.*|未命名.*)$|^microsoft (?:word|powerpoint|excel)\b|\.(?:docx?|docm|dotx?|dotm|rtf|odt|pdf|pages|wpd|txt|html?|indd|tex|dvi|qxd|fm|xlsx?|pptx?)$|^[a-z]:\\|^file:/iu;

/** A title that a file states of itself, where it names what the document is: neither what programs write nor the name of the file. */
export function ownTitle(stated: string, fileName: string): string | null {
  const title = stated.replace(/\s+/gu, " ").trim();
  const plain = (text: string) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s_-]+/gu, " ");
  if (title.length < 3 || title.length > 300 || !/\p{L}{2}/u.test(title) || byPrograms.test(title)) return null;
  // A number of a file, as A/RES/70/1.
  if (/^\S*[\d_/]\S*$/u.test(title)) return null;
  return plain(title) === plain(path.parse(fileName).name) ? null : title;
}
