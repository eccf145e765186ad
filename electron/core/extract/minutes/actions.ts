import type { People } from "./people.ts";
import { fold } from "../../text/fold.ts";

/** Who has to do something, as a sentence says it; empty where it says that it is to be done and not by whom. */
export interface Task {
  readonly who: string;
}

const name = String.raw`(?:@[\w-]{2,39}|(?:The |the |Der |Die |Das |Le |La |Les |L['’]|El |Los |Las |Il |Lo |O |A |Os )?[\p{Lu}][\p{L}\p{M}'’.-]*(?: (?:[\p{Lu}][\p{L}\p{M}'’.-]*|(?:of|de|del|da|do|dos|di|van|von|der) [\p{Lu}][\p{L}'’-]+|chair|committee|group|team|board|manager|secretary|designer)){0,3})`;
const names = String.raw`${name}(?:(?:, | and | & | und | et | y | e )${name}){0,3}`;

/** What somebody charged with something is said to do, after their name; raw text, any case. */
const charges: Readonly<Record<string, string>> = {
  en: String.raw`(?:will(?: now| also| then| continue to)? (?!be\b(?! \p{L}+ing\b)|have\b|remain|become|not\b|need|see\b|know\b|get\b|likely|probably|never|always|only\b)|shall |is to |are to |(?:has |have )?(?:agreed|volunteered|undertook|undertaken|offered|promised|committed) to |(?:was|were|is|are|has been|have been) (?:asked|requested|instructed|directed|tasked|assigned) (?:to|with) |took (?:an |the )?action (?:item )?to |takes? (?:care of|over)|is responsible for |are responsible for |to (?!(?:the|a|an|be|date|that|this|which|whom)\b)(?=\p{Ll}{2,}))`,
  de: String.raw`(?:übernimmt|übernehmen|kümmert sich|kümmern sich|erklärt sich bereit|erklären sich bereit|sagt zu|wird (?:damit )?beauftragt|werden beauftragt|wurde beauftragt|prüft|prüfen|klärt|klären|erstellt|erstellen|organisiert|organisieren|schickt|sendet|verschickt|informiert|kontaktiert|lädt\b[^.]*\bein\b|bereitet\b[^.]*\bvor\b|bis |soll(?:en)? |(?:wird|werden) (?=[^.]*\b(?!\p{L}*ge\p{L}+|worden|werden|haben|sein|können|dürfen|müssen)\p{L}+(?:en|ern|eln)[.]?$))`,
  fr: String.raw`(?:se charge(?:nt)?|s['’]occupe(?:nt|ra|ront)?|s['’]engage(?:nt)? à|doit |doivent |devra |devront |(?:est|sont) chargée?s? d|prend(?:ra)? (?:contact|en charge)|va |vont |(?!sera|seront|aura|auront|pourra|faudra|restera)\p{Ll}{2,}(?:era|eront|ira|iront|dra|dront|tra|tront) )`,
  es: String.raw`(?:se (?:encarga|encargan|encargará|encargarán|compromete|comprometen|ocupa|ocupan|ocupará)|queda(?:n)? encargad|debe(?:n|rá|rán)? |va(?:n)? a |lo (?:hace|hacen|termina|terminan)|(?!será|serán|estará|habrá|podrá|tendrá)\p{Ll}{2,}(?:ará|arán|erá|erán|irá|irán) )`,
  it: String.raw`(?:si (?:occupa|occupano|occuperà|occuperanno|incarica|impegna|impegnano|prende|fa carico)|deve |devono |dovrà |dovranno |provvede(?:rà|ranno)?|è incaricat[oa]|(?!sarà|avrà|potrà)\p{Ll}{2,}(?:erà|eranno|irà|iranno) )`,
  pt: String.raw`(?:(?:ficou|ficará|ficaram|fica) (?:responsável|responsáveis|encarregad|de )|se compromet(?:eu|e)|comprometeu-se|deve(?:m|rá|rão)? |irá |irão |vai |vão |(?!será|serão|estará|haverá|poderá|terá)\p{Ll}{2,}(?:ará|arão|erá|erão|irá|irão) )`,
};
const chargePatterns = new Map(
  Object.entries(charges).map(([language, verb]) => [language, new RegExp(`^(${names})\\s+${verb}`, "u")]),
);

/** "Anna will send the figures", "@sam to write to the board": somebody who is known, and a charge. */
export function chargeIn(text: string, language: string, people: People): Task | null {
  const start = text.replace(/^(?:[-*•]\s*|\[ ?\]\s*|(?:then|also|so|and|yes|ok(?:ay)?),?\s+)+/iu, "");
  for (const [code, pattern] of chargePatterns) {
    // English words stand in the minutes of every country.
    if (code !== language && !(code === "en" && start.startsWith("@"))) continue;
    const who = pattern.exec(start)?.[1];
    if (who === undefined || !each(who).every(people.isKnown)) continue;
    return { who };
  }
  return null;
}

const verbs =
  "(?:send|mail|e-?mail|forward|circulate|distribute|write (?:to|up|a|an|the|you|him|her|them|something)|draft|prepare|put together|check (?:with|whether|if|that|on|up)|contact|phone|talk to|speak (?:to|with)|talk with|look into|follow (?:this |that |it )?up|set up|organi[sz]e|schedule|book|arrange|find out|investigate|report back|get back to|come back to|provide|submit|review|update|finish (?!up|with|off)|fix|upload|post|work on|make sure|see to it|confirm|take care of (?!it\\b)|re-?run|compile|develop|design|implement|devise|work (?:this|that|it) out|let (?:you|them|him|her|everyone|the \\p{L}+) know|add (?:\\S+ ){1,6}(?:to|in) the|put (?:\\S+ ){1,6}(?:in|into|on|up) (?:the|our) (?:\\p{L}+ ){0,2}(?:folder|minutes|report|agenda|list|wiki|drive|website|repository|page|calendar|archive)|ask (?:him|her|them|around|[\\p{Lu}]\\p{Ll}+ ))";
const adverbs =
  "(?:(?:also|then|just|definitely|certainly|happily|try (?:to|and)|try|go (?:ahead and|and)|make sure to|be able to|uh+|um+)[, ]+)*";

/** "I'll send you the list": a promise of who speaks. */
const promise: Readonly<Record<string, RegExp>> = {
  en: new RegExp(
    `(?:^|[.,;:!–—-]\\s*|\\b(?:and|so|then|but|okay|ok|well|yeah|yes|sure|right|um|uh|Um|Uh|And|So|But|Okay|Yes|Yeah|Well|OK)[, ]+)I(?:['’]ll| will|['’]m (?:going to|gonna)| am going to),? (?:I['’]ll )?${adverbs}${verbs}\\b(?:[^\\s]* [^\\s]+){2,}`,
    "u",
  ),
  de: /(?:^|[.,;] |(?:ja|gut|okay|dann|also) )(?:ich (?:schicke|sende|maile|schreibe|kläre|prüfe|frage|kümmere mich|organisiere|bereite|erstelle|übernehme|melde mich|rufe|bestelle|besorge|informiere|werde)|(?:schicke|sende|schreibe|kläre|prüfe|erstelle|übernehme|organisiere|besorge) ich)\s+(?:\S+\s+){2,}/iu,
  fr: /(?:^|[.,;] |(?:oui|ok|alors|donc|bon) )je (?:vais (?:envoyer|écrire|préparer|vérifier|contacter|appeler|demander|rédiger|regarder|organiser|transmettre|m['’]occuper|me charger)|(?:vous |t['’]|te |lui |leur )?(?:enverrai|écrirai|préparerai|vérifierai|contacterai|appellerai|demanderai|rédigerai|transmettrai|envoie)|m['’](?:en )?(?:occupe|occuperai)|m['’]en charge|me charge)\b/iu,
  es: /(?:^|[.,;] |(?:sí|vale|entonces|bueno) )(?:yo )?(?:(?:os|te|le|les|lo|la) )*(?:voy a (?:enviar|mandar|escribir|preparar|revisar|llamar|preguntar|hablar|organizar)|(?:enviaré|mandaré|escribiré|prepararé|revisaré|llamaré|preguntaré|hablaré|organizaré|me encargo|me encargaré|me ocupo))\S*\s+(?:\S+\s*){1,}/iu,
  it: /(?:^|[.,;] |(?:sì|va bene|allora|ok) )(?:io )?(?:(?:vi|ti|gli|le|lo|la) )*(?:invierò|manderò|scriverò|preparerò|verificherò|chiamerò|chiederò|parlerò|organizzerò|me ne occupo|mi occupo|mi occuperò)\b/iu,
  pt: /(?:^|[.,;] |(?:sim|está bem|então|ok) )(?:eu )?(?:(?:vou|irei) (?:enviar|mandar|escrever|preparar|verificar|ligar|perguntar|falar|organizar|tratar)|(?:enviarei|mandarei|escreverei|prepararei|verificarei)|(?:trato|encarrego-me) d)\S*\s+(?:\S+\s*){1,}/iu,
};
/** What is said of the next minute of the meeting, or only imagined. */
const atOnce =
  /\b(?:right now|in a (?:minute|second|moment|sec|bit)|now\b|briefly|quickly|real quick|go first|start with|show you|tell you|talk (?:to you )?about|move on|be (?:splitting|sharing)|share my|my time|as i(?:['’]ll| will)|if i |maybe i|i think i['’]ll|i guess i|would have|on the (?:board|screen|white ?board)|down here|over here|stand by)\b/iu;
const groupPromise: RegExp =
  /(?:^|[.,;:–—-]\s*|\b(?:and|so|then|but|okay|ok|well|yes|sure)[, ]+)we(?:['’]ll| will| shall| can certainly| can)\s+(?:also |then |certainly |happily |definitely |of course )*(?:write to|send (?:you|them|the committee|a (?:note|letter|copy))|get back to|come back to you|provide (?:you|the committee|members|a (?:note|copy|written))|follow (?:this |that |it )?up with|let (?:you|the committee|members) (?:know|have)|circulate)\b/iu;

export function promiseIn(text: string, language: string): boolean {
  // A transcript breaks sentences off: "and I'll send it to".
  if (/\?\s*["'”’)]*$|\b(?:with|to|the|an?|and|of|in|on|for|at|from|my|our)$/u.test(text) || atOnce.test(text))
    return false;
  return promise[language]?.test(text) === true || (language === "en" && groupPromise.test(text));
}

/** "Could you send us a note on that?": becomes an action where the next speaker agrees. */
export function requestIn(text: string, language: string): boolean {
  return requests[language]?.test(text) === true;
}
const requests: Readonly<Record<string, RegExp>> = {
  en: /\b(?:can|could|would|will) you (?:please |just |perhaps |maybe |possibly |also )*(?:send (?:me|us|it|them|that|the|a|out|around)|e-?mail (?:me|us|it|that|the)|forward|circulate|write to (?:us|me|the committee)|provide (?:us|the committee|me) with (?:a note|a list|a copy|details|that information)|let (?:us|me|the committee) have|find out|look into|check (?:with|whether|if) |prepare|put together|follow (?:this |that )?up|get back to (?:us|me)|report back|come back to us)\b/iu,
  de: /\b(?:kannst du|könntest du|können sie|könnten sie|würdest du|würden sie) (?:bitte |uns |mir |das |die |den |noch |mal )*(?:\S+ ){0,8}(?:schicken|senden|zusenden|weiterleiten|klären|prüfen|herausfinden|vorbereiten|erstellen|nachfragen|organisieren)\b/iu,
  fr: /\b(?:peux-tu|pourrais-tu|pouvez-vous|pourriez-vous|tu peux|vous pouvez) (?:s['’]il (?:te|vous) plaît )?(?:nous |me |m['’])?(?:envoyer|transmettre|vérifier|préparer|rédiger|contacter|te renseigner|vous renseigner)\b/iu,
  es: /\b(?:puedes|podrías|puede|podría|pueden|podrían) (?:por favor )?(?:enviar|mandar|revisar|preparar|comprobar|averiguar|redactar|contactar)\w*\b/iu,
  it: /\b(?:puoi|potresti|può|potrebbe|potete|potreste) (?:per favore )?(?:inviar|mandar|verificar|preparar|controllar|redigere|contattar)\w*\b/iu,
  pt: /\b(?:podes|poderias|pode|poderia|podem|poderiam) (?:por favor )?(?:enviar|mandar|verificar|preparar|redigir|contactar|contatar)\w*\b/iu,
};
export const agrees =
  /^(?:(?:um|uh|oh|ah|ja|euh|eh)[,.]? )*(?:yes|yeah|yep|sure|of course|okay|ok|certainly|absolutely|will do|no problem|happy to|gladly|definitely|klar|natürlich|gerne|mache ich|oui|bien sûr|d['’]accord|volontiers|sí|claro|vale|por supuesto|certo|va bene|sim|claro que sim|com certeza)(?![\p{L}'’])/iu;

/** The owner that an item of a list of actions charges, or names before it, behind it or in brackets. */
export function ownerIn(item: string, language: string, people: People): string {
  const text = item.replace(/^\[ ?\]\s*/u, "");
  return chargeIn(text, language, people)?.who ?? ownerBeside(text, people);
}

/** Somebody named beside an item, as lists of tasks do it: "Anna: the minutes", "the minutes (Anna)", "owner: Anna". */
export function ownerBeside(item: string, people: People): string {
  const text = item.replaceAll(/\s+/gu, " ").trim();
  for (const pattern of ownerPlaces) {
    const found = pattern.exec(text)?.groups?.["who"]?.trim();
    if (found && found.length <= 80 && each(found).every((who) => people.isKnown(who))) return found;
  }
  // A field of its own needs nobody to vouch for it.
  const field = ownerField.exec(text)?.[1]?.trim() ?? "";
  return field.length <= 60 && !/[.?!]/u.test(field) ? field : "";
}

const ownerPlaces: readonly RegExp[] = [
  new RegExp(`^(?<who>${names})\\s*(?::|–|—|\\s-|\\s?→|\\s?->)\\s+\\S`, "u"),
  new RegExp(`[([](?<who>${names})[)\\]][^([]{0,40}$`, "u"),
  new RegExp(`(?:\\s-|–|—|→|->|:)\\s*(?<who>${names})(?:,[^,]{0,30})?[.]?$`, "u"),
  new RegExp(
    `(?:\\blo (?:hace|hacen|termina)|\\bà la charge de|\\ba cargo de|\\ba cura di|\\bdurch) (?<who>${names})[.]?$`,
    "u",
  ),
  new RegExp(
    `^(?<who>${names}) (?:revisan?|hacen?|termina|escribe|prepara|prépare|contacte|rédige|envoie|relance|vérifie|scrive|redige|verifica|faz|envia|escreve|verifica|schreibt|fragt|bestellt|besorgt|macht) `,
    "u",
  ),
];
const ownerField =
  /(?:\b(?:owner|assignee|assigned to|responsible|who|zuständig|verantwortlich|responsable|responsables|responsabile|responsável|responsáveis|asignado a|assegnato a|encargado)\s*:\s*)([^;|()]{2,60}?)(?=[;|()]|\s(?:due|deadline|bis|fecha|échéance|scadenza|prazo|when)\b|$)/iu;

function each(who: string): string[] {
  return who.split(/, | and | & | und | et | y | e /u).map((part) => part.trim());
}

/** A speaker who is called upon: "Sarah, you're going to write to …", where they go by that name. */
export function calledUpon(text: string, people: People): string {
  const called =
    /(?:^|[.,;] |\b(?:so|and|then|okay|um|uh),? )((?:the )?[\p{L}][\p{L}\p{M} '’-]{1,40}?), you(?:['’]re| are| will|['’]ll) (?:going to |gonna |be )?/iu.exec(
      text,
    )?.[1];
  if (called === undefined || !people.isKnown(called)) return "";
  return new RegExp(
    `you(?:['’]re| are| will|['’]ll) (?:going to |gonna |be )?(?:${verbs}|looking|working|doing|making|preparing|writing)`,
    "iu",
  ).test(text) && !/^(?:everyone|everybody|all|alle|tous|todos)$/u.test(fold(called))
    ? called
    : "";
}
