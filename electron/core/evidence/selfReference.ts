import { primaryTag } from "../text/languageTag.ts";

/**
 * Where a claim begins with words by which a summary speaks of the document itself (“This document describes …”), the characters of
 * them, else 0. They say nothing of what stands in the document, so no sentence need hold them. That a document *is* something is told of
 * documents and texts alone: a report that “is due on Friday” may be one that the document speaks of.
 *
 * @param language BCP 47 of the claim; English, German, French, Spanish, Italian, Portuguese, Dutch
 */
export function selfReferenceLength(claim: string, language: string): number {
  return patterns[primaryTag(language)]?.exec(claim)?.[0].length ?? 0;
}

/** True of a claim that names what the document speaks of and says nothing of it: “The report is about the harbour.” */
export function onlyNamesSubject(claim: string, language: string): boolean {
  const own = claim.slice(0, selfReferenceLength(claim, language)).trim();
  return own !== "" && !saying.test(own);
}

/** What follows is said: “states that”, “is a lease”. */
const saying = /(?:that|dass|que|che|dat|is|ist|est|es|è|é)$/iu;

const patterns: Readonly<Record<string, RegExp>> = {
  en: frame(
    "(?:this|the)",
    "document|text",
    "presentation|report|article|paper|talk|page|chapter|section|memo|letter|slides?",
    "is (?=an? |about )",
    "is about|deals with|describes|outlines|explains|discusses|presents|covers|summari[sz]es|mentions|(?:states|says|shows|notes|explains) that|(?:provides|gives|contains|is) (?:an? |the )?(?:\\p{L}+ )?(?:information|details|overview|summary|description|introduction|discussion|account) (?:on|about|of|to)",
  ),
  de: frame(
    "(?:dieser|diese|dieses|der|die|das)",
    "dokument|text",
    "bericht|artikel|vortrag|präsentation|seite|kapitel|abschnitt|brief|folien",
    "ist (?=ein |eine )",
    "handelt von|beschreibt|erläutert|erklärt|behandelt|stellt|umfasst|erwähnt|(?:sagt|zeigt|besagt), dass|(?:gibt|bietet) einen (?:\\p{L}+ )?Überblick über",
  ),
  fr: frame(
    "(?:ce|cet|cette|le|la|l['’])",
    "document|texte",
    "rapport|article|présentation|exposé|page|chapitre|section|lettre",
    "est (?=un |une )",
    "porte sur|traite de|décrit|explique|présente|expose|aborde|mentionne|(?:dit|indique|montre) que|(?:donne|offre|propose) (?:un aperçu|une vue d.ensemble) (?:de|du|des)",
  ),
  es: frame(
    "(?:este|esta|el|la)",
    "documento|texto",
    "informe|artículo|presentación|charla|página|capítulo|sección|carta",
    "es (?=un |una )",
    "trata (?:de|sobre)|es sobre|describe|explica|presenta|aborda|menciona|(?:dice|indica|muestra) que|(?:ofrece|da|proporciona) una visión general (?:de|sobre)",
  ),
  it: frame(
    "(?:questo|questa|il|la|lo|l['’])",
    "documento|testo",
    "rapporto|articolo|presentazione|pagina|capitolo|sezione|lettera",
    "è (?=un |una )",
    "tratta di|riguarda|descrive|spiega|presenta|illustra|menziona|(?:dice|indica|mostra) che|(?:offre|fornisce) una panoramica (?:di|su)",
  ),
  pt: frame(
    "(?:este|esta|o|a)",
    "documento|texto",
    "relatório|artigo|apresentação|página|capítulo|secção|seção|carta",
    "é (?=um |uma )",
    "trata (?:de|do|da)|descreve|explica|apresenta|aborda|menciona|(?:diz|indica|mostra) que|(?:oferece|dá|fornece) uma visão geral (?:de|da|do|sobre)",
  ),
  nl: frame(
    "(?:dit|deze|de|het)",
    "document|tekst",
    "rapport|verslag|artikel|presentatie|pagina|hoofdstuk|brief",
    "is (?=een )",
    "gaat over|beschrijft|behandelt|bespreekt|presenteert|noemt|(?:zegt|stelt|laat zien) dat|(?:geeft|biedt) een (?:\\p{L}+ )?overzicht van",
  ),
};

function frame(articles: string, documents: string, others: string, being: string, telling: string): RegExp {
  return new RegExp(
    `^${articles}\\s*(?:(?:${documents})\\s+(?:${being}|(?:${telling})\\s)|(?:${others})\\s+(?:${telling})\\s)`,
    "iu",
  );
}
