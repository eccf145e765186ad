/** How a text hedges a number: what holds is at least, at most, more, less, or about that. */
export type Bound = "least" | "most" | "more" | "less" | "about";

export interface BoundFact {
  readonly bound: Bound;
  /** characters right before the number that say so, or right behind it */
  readonly before: number;
  readonly behind: number;
}

/**
 * The bound of a number from the words right before and behind it; null where there is none.
 *
 * @param tag the language, without region; others than the seven are read as English
 */
export function boundOf(before: string, behind: string, tag: string): BoundFact | null {
  const words = patterns[tag] ?? patterns["en"];
  return (
    boundIn(signBefore.exec(before), "before") ??
    boundIn(words?.before.exec(before), "before") ??
    boundIn(words?.behind.exec(behind), "behind") ??
    boundIn(behindSign.exec(behind), "behind")
  );
}

function boundIn(match: RegExpExecArray | null | undefined, side: "before" | "behind"): BoundFact | null {
  const { length } = match?.[0] ?? "";
  for (const bound of ["least", "most", "more", "less", "about"] as const) {
    if (match?.groups?.[bound] !== undefined) return { bound, before: 0, behind: 0, [side]: length };
  }
  return null;
}

const signBefore = /(?:(?<least>≥|>=)|(?<most>≤|<=)|(?<more>>)|(?<less><)|(?<about>[~≈]))\s?$/u;
const behindSign = /^(?<least>\+)(?!\d)/u;

type Lists = Readonly<Partial<Record<Bound, string>>>;

function pattern(before: Lists, behind: Lists): { readonly before: RegExp; readonly behind: RegExp } {
  const alternatives = (lists: Lists): string =>
    Object.entries(lists)
      .map(([bound, words]) => `(?<${bound}>${words})`)
      .join("|");
  return {
    before: new RegExp(`(?<!\\p{L})(?:${alternatives(before)})\\s*:?\\s+(?:(?:the|a|an)\\s)?$`, "iu"),
    behind: new RegExp(`^,?\\s(?:${alternatives(behind)})(?!\\p{L})`, "iu"),
  };
}

const patterns: Readonly<Record<string, { readonly before: RegExp; readonly behind: RegExp }>> = {
  en: pattern(
    {
      least: "at least|at a minimum|no (?:fewer|less) than|not (?:fewer|less) than|(?:a )?minimum(?: of)?|min\\.",
      most: "at most|up to|at a maximum|no more than|not more than|in no (?:case|event)(?: by)? more than|never(?: by)? more than|under no circumstances(?: by)? more than|(?:a )?maximum(?: of)?|max\\.|not exceeding|not exceed|as (?:many|much) as",
      more: "more than|over|above|exceed(?:s|ed|ing)?|greater than|in excess of|upwards? of|(?:longer|older|larger|bigger|higher) than|surpass(?:ed|ing|es)?|topped",
      less: "less than|fewer than|under|below|(?:shorter|younger|smaller|lower) than",
      about:
        "about|around|approximately|approx\\.?|roughly|some|nearly|almost|close to|circa|ca\\.|c\\.|just (?:over|under)|an estimated|estimated|more or less",
    },
    {
      least: "or more|and more|or older|or above|and (?:over|above|older|up)|at least|(?:as a )?minimum",
      most: "or less|or fewer|or younger|at most|(?:as a )?maximum",
      about: "or so|approximately",
    },
  ),
  de: pattern(
    {
      least: "mindestens|wenigstens|nicht weniger als|nicht unter|minimum|minimal|min\\.",
      most: "höchstens|maximal|bis zu|nicht mehr als|keinesfalls(?: um)? mehr als|nie(?:mals)?(?: um)? mehr als|auf keinen Fall(?: um)? mehr als|maximum|max\\.",
      more: "mehr als|über|oberhalb von|länger als|älter als|höher als|größer als",
      less: "weniger als|unter|unterhalb von|kürzer als|jünger als|knapp unter",
      about: "rund|etwa|ungefähr|circa|ca\\.|knapp|fast|beinahe|nahezu|gut|an die",
    },
    { least: "oder mehr|und mehr|oder älter|und älter", most: "oder weniger|oder jünger" },
  ),
  fr: pattern(
    {
      least: "au moins|pas moins d(?:e\\s|['’])|au minimum|minimum(?: de)?|à partir de",
      most: "au plus|au maximum|jusqu['’]à|pas plus de|maximum(?: de)?|tout au plus",
      more: "plus d(?:e|['’])|au-dessus de|au-delà de|supérieure?s? à|dépass(?:e|ent|ait|é|ant)",
      less: "moins d(?:e|['’])|en dessous de|au-dessous de|inférieure?s? à",
      about: "environ|près de|quelque|autour de|presque|à peu près|approximativement|env\\.",
    },
    { least: "ou plus|et plus|au moins|au minimum", most: "ou moins|au plus|au maximum", about: "environ" },
  ),
  es: pattern(
    {
      least: "al menos|por lo menos|como mínimo|no menos de|(?:un )?mínimo(?: de)?|a partir de",
      most: "como máximo|a lo sumo|hasta|no más de|(?:un )?máximo(?: de)?",
      more: "más de|superior(?:es)? a|por encima de|super(?:a|an|ó|aron)",
      less: "menos de|inferior(?:es)? a|por debajo de",
      about: "unos|unas|cerca de|casi|aproximadamente|alrededor de|en torno a|cosa de",
    },
    { least: "o más|y más|como mínimo|por lo menos|al menos", most: "o menos|como máximo", about: "aproximadamente" },
  ),
  it: pattern(
    {
      least: "almeno|per lo meno|come minimo|non meno di|(?:un )?minimo(?: di)?|a partire da",
      most: "al massimo|fino a|non più di|(?:un )?massimo(?: di)?|tutt['’]al più",
      more: "più di|oltre|superior[ei] a|sopra i|al di sopra di",
      less: "meno di|inferior[ei] a|sotto i|al di sotto di",
      about: "circa|quasi|intorno a|attorno a|approssimativamente|all['’]incirca",
    },
    { least: "o più|almeno|come minimo", most: "o meno|al massimo", about: "circa" },
  ),
  pt: pattern(
    {
      least: "pelo menos|ao menos|no mínimo|não menos de|(?:um )?mínimo(?: de)?|a partir de",
      most: "no máximo|até|não mais de|(?:um )?máximo(?: de)?|quando muito",
      more: "mais de|acima de|superior(?:es)? a|super(?:a|ou)",
      less: "menos de|abaixo de|inferior(?:es)? a",
      about: "cerca de|aproximadamente|quase|uns|umas|em torno de|por volta de|perto de",
    },
    { least: "ou mais|e mais|no mínimo|pelo menos", most: "ou menos|no máximo", about: "aproximadamente" },
  ),
  nl: pattern(
    {
      least: "minstens|ten minste|tenminste|minimaal|niet minder dan|minimum|min\\.|op zijn minst|vanaf",
      most: "hoogstens|ten hoogste|maximaal|maximum|max\\.|tot(?: en met)?|niet meer dan|hooguit",
      more: "meer dan|boven de|hoger dan|langer dan|ouder dan|ruim",
      less: "minder dan|onder de|lager dan|korter dan|jonger dan",
      about: "ongeveer|circa|ca\\.|bijna|zo['’]n|rond|ongeveer|nagenoeg|om en nabij",
    },
    { least: "of meer|en meer|of ouder", most: "of minder|of jonger" },
  ),
};
