import { datesOf } from "./dates.ts";

/** Until when something is to be done, in the words of the text: "by Friday", "before the next meeting"; null where it says nothing. */
export function dueDateOf(text: string): string | null {
  for (const { start, end } of datesOf(text)) {
    const before = beforeDate.exec(text.slice(0, start));
    // The full stop of an abbreviated month may be that of the sentence.
    const until = text.slice(start, end).replace(/\.$/u, "");
    if (before) return `${text.slice(before.index, start).trimStart()}${until}`;
    // "(12 March)" at the end of an item, and a date that is all the rest of it.
    if (/[([–-]\s*$/u.test(text.slice(0, start)) && /^\s*[)\]]?\s*[.;]?$/u.test(text.slice(end))) return until;
  }
  return relative.exec(text)?.[0]?.trim() ?? null;
}

const beforeDate =
  /(?<!\p{L})(?:(?:no|not) later than|at the latest (?:by|on)|due(?: (?:on|by))?|deadline(?: is)?|until|till|by|before|bis(?: spätestens)?(?: zum| am)?|spätestens(?: am| bis| zum)?|vor dem|avant(?: le)?|d['’]ici(?: le| au)?|au plus tard(?: le)?|jusqu['’]au|pour le|antes del?|para el|hasta el|a más tardar(?: el)?|entro(?: e non oltre)?(?: il| l['’])?|prima del|per il|até(?: o dia| ao dia| dia| a| ao| o)?|antes de)\s*:?\s*(?:the |dem |den |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+|(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag),?\s+(?:den |dem )?|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+|(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo),?\s+(?:día )?|(?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)\s+)?$/iu;

const weekday =
  "(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?";

const relative = new RegExp(
  `(?<!\\p{L})(?:${[
    `(?:no later than|due(?: on| by)?|until|till|by|before|on)\\s+(?:the\\s+)?(?:(?:next|this|coming|following)\\s+)?(?:${weekday})(?: (?:morning|afternoon|evening|night))?`,
    "(?:no later than|due(?: by)?|until|till|by|before|in time for)\\s+(?:the\\s+)?(?:end of (?:the |this |next )?(?:day|week|month|quarter|year|sprint)|close of business|cob|eod|eow|tomorrow|tonight|noon|christmas|easter|next (?:week|month|quarter|year|sprint)|(?:our |the )?(?:next|following) (?:\\p{L}+ )?(?:meeting|session|call|sitting|telecon))",
    "(?:for|at|in) (?:the|our) next (?:\\p{L}+ )?(?:meeting|session|call|sitting)",
    "(?:with)?in (?:the next )?(?:a|one|two|three|four|five|six|\\d{1,2}) (?:working )?(?:days?|weeks?|months?)(?! ago)",
    "(?:early |later )?(?:next|this) week|tomorrow|end of (?:this |next )?(?:week|month)",
    `bis (?:spätestens )?(?:(?:zum|zur|nächsten|kommenden|kommende|nächste|ende der|ende des|ende) )*(?:${weekday}|woche|monats?|jahres|morgen|(?:nächsten )?(?:sitzung|treffen|termin|versammlung))`,
    "(?:zur|vor der|für die|in der) nächsten (?:sitzung|vorstandssitzung|besprechung|versammlung|woche)",
    "innerhalb von (?:zwei|drei|vier|\\d{1,2}) (?:tagen|wochen|monaten)",
    `(?:avant|d['’]ici|pour|au plus tard) (?:(?:le|la|à) )?(?:${weekday}|fin (?:de la semaine|du mois|de semaine)|(?:la )?(?:prochaine|semaine prochaine)(?: réunion| séance)?|demain)(?: prochain)?`,
    "sous (?:huit|quinze|\\d{1,2}) jours",
    `(?:antes del?|para el?|hasta el?|a más tardar el) (?:próxim[oa] )?(?:${weekday}|la próxima (?:reunión|sesión|semana)|mañana|fin de (?:mes|semana)|(?:próxima )?reunión)`,
    `(?:entro|prima del?|per) (?:(?:il|la|lo) )?(?:prossim[oa] )?(?:${weekday}|domani|fine (?:mese|settimana)|(?:prossima )?(?:riunione|settimana))`,
    `(?:até|antes d[ae]|para) (?:[ao] )?(?:próxim[oa] )?(?:${weekday}|amanhã|(?:o )?(?:fim|final) d[oa] (?:mês|semana)|(?:próxima )?(?:reunião|semana))`,
  ].join("|")})(?!\\p{L})`,
  "iu",
);
