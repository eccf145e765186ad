import { fold } from "../text/fold.ts";

/**
 * Words by which a question asks what a document says ("What does it say about …?", "Was steht da über …?"), and which say nothing of what
 * is looked for. Without accents; English, German, French, Spanish, Italian, Portuguese, Dutch.
 */
const askingWords = new Set(
  `do does did say says said saying tell tells told mention mentions mentioned state states stated write writes written
  document documents text file page know please find
  sagt sagen steht stehen heisst erwahnt erwahnen schreibt geschrieben dokument text datei seite bitte
  dit dire disent mentionne mentionnent indique ecrit document texte fichier page
  dice dicen decir menciona mencionan indica escrito documento texto archivo pagina
  dicono dire menziona scritto documento testo file pagina
  diz dizem dizer menciona escrito documento texto arquivo ficheiro pagina
  zegt zeggen staat noemt vermeldt geschreven document tekst bestand pagina`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);

/** The question without the words by which it asks; as it is where it has no others. */
export function withoutAskingWords(question: string): string {
  const bare = question.replaceAll(/[\p{L}\p{M}]+/gu, (word) => (askingWords.has(fold(word)) ? "" : word));
  return /[\p{L}\p{N}]/u.test(bare) ? bare.replaceAll(/\s+/gu, " ").trim() : question;
}
