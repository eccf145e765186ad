import { fold } from "./fold.ts";

/** What a sentence binds to, counted: duties ("shall"), permissions ("may"), prohibitions ("may not"), advice ("should"). */
export type Bonds = Readonly<Record<Bond, number>>;
type Bond = "duty" | "permission" | "prohibition" | "advice";

/**
 * Counts the words of obligation in English, German, French, Spanish, Italian, Portuguese; a text of another language has
 * none. A prohibition is a duty or permission with a negation beside it.
 */
export function bondsOf(text: string, language: string): Bonds {
  const bonds: Record<Bond, number> = { duty: 0, permission: 0, prohibition: 0, advice: 0 };
  const words = patterns[language.toLowerCase().split("-")[0] ?? ""];
  if (!words) return bonds;
  const folded = fold(text)
    .replaceAll("cannot", "can not")
    .replaceAll(/\b(\p{L}+)n['’]t\b/gu, "$1 not");
  let rest = folded;
  for (const [bond, pattern] of words) {
    rest = rest.replaceAll(pattern, (found) => {
      bonds[bond] += 1;
      // Taken out, so that "may not" is not a permission too.
      return " ".repeat(found.length);
    });
  }
  return bonds;
}

export function sameBonds(a: Bonds, b: Bonds): boolean {
  return (["duty", "permission", "prohibition", "advice"] as const).every((bond) => a[bond] === b[bond]);
}

export function binds(bonds: Bonds): boolean {
  return bonds.duty + bonds.permission + bonds.prohibition + bonds.advice > 0;
}

function list(words: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, "gu");
}

/** In the order in which they are looked for; all without accents and in lower case. */
const patterns: Readonly<Record<string, readonly (readonly [Bond, RegExp])[]>> = {
  en: [
    [
      "prohibition",
      list(
        "(?:shall|must|may|can) (?:not|never|neither)|(?:is|are|be) (?:not|never) (?:permitted|allowed|entitled|free|authori[sz]ed)|(?:is|are|be) (?:prohibited|forbidden)|no \\p{L}+ (?:shall|must|may)",
      ),
    ],
    [
      "duty",
      list(
        "shall|must|(?:is|are|be|was|were) (?:required|obliged|obligated|bound) to|(?:has|have|had) to|undertakes? to|agrees? to|(?:is|are) responsible for|mandatory",
      ),
    ],
    [
      "permission",
      list(
        "may|(?:is|are|be) (?:permitted|allowed|entitled|free|authori[sz]ed) to|(?:has|have) the right to|can|optional",
      ),
    ],
    ["advice", list("should|ought to|(?:is|are) recommended")],
  ],
  de: [
    [
      "prohibition",
      list(
        "(?:darf|durfen|durfte|durften|kann|konnen)(?: \\p{L}+){0,3} (?:nicht|kein\\p{L}*)|(?:ist|sind|wird) (?:untersagt|verboten|unzulassig)",
      ),
    ],
    [
      "duty",
      list(
        "muss|mussen|musste|mussten|hat(?= [^.]{1,80} zu \\p{L}+)|haben(?= [^.]{1,80} zu \\p{L}+)|verpflichtet|verpflichten|ist(?= [^.]{1,60} zu \\p{L}+en)|obliegt|schuldet",
      ),
    ],
    ["permission", list("darf|durfen|kann|konnen|berechtigt|befugt|erlaubt|gestattet|zulassig")],
    ["advice", list("soll|sollen|sollte|sollten|empfohlen")],
  ],
  fr: [
    [
      "prohibition",
      list(
        "ne (?:peut|peuvent|doit|doivent|pourra|pourront|devra|devront) (?:pas|jamais|en aucun cas)|(?:est|sont) interdite?s?|(?:est|sont) prohibee?s?",
      ),
    ],
    [
      "duty",
      list(
        "doit|doivent|devra|devront|est tenue? de|sont tenue?s de|s['’]engagent? a|oblige\\p{L}*|obligatoires?|il faut",
      ),
    ],
    ["permission", list("peut|peuvent|pourra|pourront|autorisee?s?|(?:a|ont) le droit de|facultati\\p{L}+")],
    ["advice", list("devrait|devraient|recommandee?s?")],
  ],
  es: [
    [
      "prohibition",
      list("no (?:puede|pueden|podra|podran|debe|deben|debera|deberan)|(?:queda|quedan|esta|estan) prohibid[oa]s?"),
    ],
    [
      "duty",
      list(
        "debe|deben|debera|deberan|(?:esta|estan) obligad[oa]s? a|se obligan? a|tiene que|tienen que|obligatori[oa]s?",
      ),
    ],
    [
      "permission",
      list("puede|pueden|podra|podran|autorizad[oa]s?|permitid[oa]s?|(?:tiene|tienen) derecho a|opcional(?:es)?"),
    ],
    ["advice", list("deberia|deberian|recomienda|recomiendan")],
  ],
  it: [
    [
      "prohibition",
      list(
        "non (?:puo|possono|potra|potranno|deve|devono|dovra|dovranno)|(?:e|sono) vietat[oaie]|(?:e|sono) proibit[oaie]",
      ),
    ],
    [
      "duty",
      list("deve|devono|dovra|dovranno|(?:e|sono) tenut[oaie] a|si impegnan?o? a|obbligat[oaie]|obbligatori[oa]?"),
    ],
    [
      "permission",
      list(
        "puo|possono|potra|potranno|autorizzat[oaie]|consentit[oaie]|(?:ha|hanno) (?:il )?diritto (?:di|a)|facoltativ[oaie]",
      ),
    ],
    ["advice", list("dovrebbe|dovrebbero|raccomanda\\p{L}*")],
  ],
  pt: [
    [
      "prohibition",
      list(
        "nao (?:pode|podem|podera|poderao|deve|devem|devera|deverao)|(?:e|sao|fica|ficam) (?:proibid[oa]s?|vedad[oa]s?)",
      ),
    ],
    [
      "duty",
      list(
        "deve|devem|devera|deverao|(?:e|sao|esta|estao) obrigad[oa]s? a|obriga-se a|compromete-se a|tem (?:de|que)|obrigatori[oa]s?",
      ),
    ],
    [
      "permission",
      list(
        "pode|podem|podera|poderao|autorizad[oa]s?|permitid[oa]s?|(?:tem|tera) (?:o )?direito (?:a|de)|facultativ[oa]s?",
      ),
    ],
    ["advice", list("deveria|deveriam|recomenda-se|recomendad[oa]s?")],
  ],
};
