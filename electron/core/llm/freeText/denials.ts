/** Says of the documents that they do not say something: that stands in none of their sentences. */
export function isDenial(sentence: string): boolean {
  return (namesDocuments.test(sentence) && saysNothing.test(sentence)) || findsNothing.test(sentence);
}
const namesDocuments =
  /\b(?:documents?|texts?|passages?|excerpts?|sentences?|sources?|context|information|dokumente?n?s?|texte?s?|auszüge?n?|quellen?|angaben?|informationen|phrases?|extraits?|informations?|documentos?|textos?|pasajes?|fuentes?|información|documenti|documento|testo|testi|brani|fonti|informazioni|passagens|fontes|informações|documenten|teksten?|bronnen|informatie)\b|文档|文件|文書|資料|문서/iu;
const saysNothing =
  /\b(?:not|no|nor|cannot|can['’]t|does ?n['’]t|do ?n['’]t|did ?n['’]t|is ?n['’]t|are ?n['’]t|without|nowhere|nothing|nicht|keine?[nmrs]?|nichts|nirgends|pas|aucune?s?|rien|ne|ni|ningun[oa]?|ningún|nada|non|nessun[ao]?|nulla|niente|não|nenhum[a]?|niet|geen|niets|nergens)\b|未|没有|ない|ません|않|없/iu;
const findsNothing =
  /^(?:i (?:could not|couldn['’]t|did not|didn['’]t|cannot|can['’]t|was unable to) (?:find|tell|determine|answer)|not (?:mentioned|stated|specified|given)\b|there is no mention|no mention|ich (?:konnte|kann) .*nicht (?:finden|beantworten)|nicht erwähnt|je n['’]ai pas trouvé|non mentionné|no se menciona|non (?:è|viene) menzionat|não (?:é|foi) mencionad|niet vermeld)|\b(?:is|are|was|were) not (?:mentioned|stated|specified|named)\b/iu;
