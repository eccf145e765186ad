import { fold } from "./fold.ts";

/** What a number measures. Equal kinds can be compared by `factor`: 5 kg are 5000 g; 14 days are not half a month. */
export interface Unit {
  readonly kind: string;
  /** how many of the kind's base unit one of it is */
  readonly factor: number;
}

/** The unit that stands at the beginning of a text, as "%", " kg" or "-year-old", and how long it is; null where there is none. */
export function unitAt(text: string): { readonly unit: Unit; readonly length: number } | null {
  const share = sharePattern.exec(text);
  if (share?.groups) {
    const [kind] = Object.entries(share.groups).find(([, value]) => value !== undefined) ?? [];
    if (kind !== undefined) return { unit: { kind, factor: 1 }, length: share[0].length };
  }
  const word = unitPattern.exec(text);
  const [whole, name] = word ?? [];
  if (whole === undefined || name === undefined) return null;
  const unit = symbols.get(name) ?? names.get(fold(name).replaceAll(/\s+/gu, " "));
  if (unit) return { unit, length: whole.length };
  // "square" alone is no unit, nor is the first word where two do not make one.
  const first = /^\S+/u.exec(name)?.[0] ?? "";
  const single = first === name ? undefined : (symbols.get(first) ?? names.get(fold(first)));
  return single ? { unit: single, length: whole.length - name.length + first.length } : null;
}

const sharePattern = new RegExp(
  `^(?:${[
    "\\s?(?<points>(?:percentage|per\\s?cent|%)[\\s-]points?|pp\\b|p\\.p\\.|prozentpunkte?n?|procentpunte?n?|points?\\s(?:de\\s)?pour\\s?centage|points?\\sde\\s%|puntos?\\sporcentual(?:es)?|punt[io]\\spercentual[ie]|pontos?\\spercentua(?:is|l))",
    "\\s?(?<basis>basis\\spoints?|bps?\\b|basispunkte?n?|basispunten|points?\\sde\\sbase|puntos?\\sbásicos?|punt[io]\\sbase|pontos?[\\s-]base)",
    "\\s?(?<permille>‰|per\\s?mille?(?!\\p{L})|promille|pour\\smille|por\\smil(?!\\p{L}))",
    "[\\s-]?(?<percent>[%٪％]|per\\s?cent(?:age)?(?:s|ige[rnsm]?)?(?!\\p{L})|pct|percentage|prozent(?:ige[rnsm]?)?|pour\\s?cent|por\\s?ciento|per\\s?cento|por\\s?cento|procent)",
  ].join("|")})`,
  "iu",
);

const unitPattern =
  /^[\s\u00a0\u202f]?-?((?:[°º]\s?[CFcf]|[°º]|[\p{L}µμ]+(?:\/[\p{L}]+|[²³]|[23](?![\d.,]))?)(?:\s\p{L}+)?)(?![\p{L}\p{M}]|-half)/u;

function symbolTable(): Map<string, Unit> {
  const table = new Map<string, Unit>();
  const add = (kind: string, units: Readonly<Record<string, number>>): void => {
    for (const [name, factor] of Object.entries(units)) table.set(name, { kind, factor });
  };
  add("mass", {
    µg: 1e-6,
    μg: 1e-6,
    mcg: 1e-6,
    mg: 1e-3,
    g: 1,
    kg: 1e3,
    Kg: 1e3,
    t: 1e6,
    lb: 453.592,
    lbs: 453.592,
    oz: 28.3495,
  });
  add("length", {
    nm: 1e-9,
    µm: 1e-6,
    mm: 1e-3,
    cm: 1e-2,
    dm: 0.1,
    m: 1,
    km: 1e3,
    ft: 0.3048,
    yd: 0.9144,
    mi: 1609.344,
  });
  add("area", {
    "cm²": 1e-4,
    cm2: 1e-4,
    "m²": 1,
    m2: 1,
    qm: 1,
    sqm: 1,
    "km²": 1e6,
    km2: 1e6,
    ha: 1e4,
    "sq m": 1,
    "sq ft": 0.09290304,
    "sq km": 1e6,
  });
  add("volume", {
    "m³": 1e3,
    m3: 1e3,
    "cm³": 1e-3,
    cm3: 1e-3,
    ml: 1e-3,
    mL: 1e-3,
    cl: 1e-2,
    dl: 0.1,
    l: 1,
    L: 1,
    hl: 100,
  });
  add("time", {
    ms: 1e-3,
    sec: 1,
    secs: 1,
    min: 60,
    mins: 60,
    h: 3600,
    hr: 3600,
    hrs: 3600,
    Std: 3600,
    Min: 60,
    Sek: 1,
  });
  add("degree", { "°": 1, º: 1, "°C": 1, "° C": 1, ºC: 1, "º C": 1 });
  add("fahrenheit", { "°F": 1, "° F": 1, ºF: 1 });
  add("speed", { "km/h": 1, "Km/h": 1, kmh: 1, kph: 1, mph: 1.609344, "m/s": 3.6 });
  add("data", { kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 });
  add("power", { W: 1, kW: 1e3, MW: 1e6, GW: 1e9 });
  add("energy", { Wh: 1, kWh: 1e3, MWh: 1e6, GWh: 1e9, TWh: 1e12 });
  add("frequency", { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 });
  add("pressure", { hPa: 1, mbar: 1 });
  return table;
}

function nameTable(): Map<string, Unit> {
  const table = new Map<string, Unit>();
  const add = (kind: string, factor: number, words: string): void => {
    for (const word of words.split("|")) table.set(word, { kind, factor });
  };
  add("time", 1, "second|seconds|sekunde|sekunden|seconde|secondes|segundo|segundos|secondo|secondi|seconden");
  add("time", 60, "minute|minutes|minuten|minuto|minutos|minuti|minuut");
  add("time", 3600, "hour|hours|stunde|stunden|heure|heures|hora|horas|ora|ore|uur|uren");
  add("time", 86_400, "day|days|tag|tage|tagen|tages|jour|jours|dia|dias|giorno|giorni|dag|dagen");
  add("time", 604_800, "week|weeks|woche|wochen|semaine|semaines|semana|semanas|settimana|settimane|weken");
  add("month", 1, "month|months|monat|monate|monaten|monats|mois|mes|meses|mese|mesi|maand|maanden");
  add(
    "month",
    12,
    "year|years|yr|yrs|jahr|jahre|jahren|jahres|jahrige|jahriger|jahrigen|jahriges|ans|annee|annees|ano|anos|anni|anno|jaar|jaren|jarige",
  );
  add(
    "month",
    120,
    "decade|decades|jahrzehnt|jahrzehnte|jahrzehnten|decennie|decennies|decada|decadas|decennio|decenni|decennium|decennia",
  );
  add(
    "month",
    1200,
    "century|centuries|jahrhundert|jahrhunderte|jahrhunderten|siecle|siecles|siglo|siglos|secolo|secoli|seculo|seculos|eeuw|eeuwen",
  );
  add(
    "mass",
    1e-6,
    "microgram|micrograms|mikrogramm|microgramme|microgrammes|microgramo|microgramos|microgrammi|microgramas",
  );
  add(
    "mass",
    1e-3,
    "milligram|milligrams|milligramm|milligramme|milligrammes|miligramo|miligramos|milligrammi|milligrammo|miligramas",
  );
  add("mass", 1, "gram|grams|gramm|gramme|grammes|gramo|gramos|grammi|grammo|grama|gramas");
  add(
    "mass",
    1e3,
    "kilogram|kilograms|kilo|kilos|kilogramm|kilogramme|kilogrammes|kilogramo|kilogramos|chilogrammi|chilogrammo|chili|chilo|quilo|quilos|quilogramas",
  );
  add("mass", 1e6, "tonne|tonnes|tons|ton|tonnen|tonelada|toneladas|tonnellata|tonnellate");
  add("mass", 453.592, "pound weight|pfund");
  add("mass", 28.3495, "ounce|ounces");
  add(
    "length",
    1e-3,
    "millimetre|millimetres|millimeter|millimeters|millimetern|milimetro|milimetros|millimetri|millimetro",
  );
  add(
    "length",
    1e-2,
    "centimetre|centimetres|centimeter|centimeters|zentimeter|zentimetern|centimetro|centimetros|centimetri",
  );
  add("length", 1, "metre|metres|meter|meters|metern|metro|metros|metri");
  add(
    "length",
    1e3,
    "kilometre|kilometres|kilometer|kilometers|kilometern|kilometro|kilometros|chilometri|chilometro|quilometro|quilometros",
  );
  add("length", 1609.344, "mile|miles|meile|meilen|milla|millas|miglio|miglia|milha|milhas|mijl|mijlen");
  add("length", 0.3048, "foot|feet");
  add("length", 0.0254, "inch|inches");
  add("length", 0.9144, "yard|yards");
  add(
    "area",
    1,
    "square metre|square metres|square meter|square meters|quadratmeter|quadratmetern|metres carres|metros cuadrados|metri quadrati|metros quadrados|vierkante meter",
  );
  add(
    "area",
    1e6,
    "square kilometre|square kilometres|square kilometers|quadratkilometer|quadratkilometern|kilometres carres|kilometros cuadrados|chilometri quadrati|vierkante kilometer",
  );
  add("area", 0.09290304, "square foot|square feet");
  add("area", 1e4, "hectare|hectares|hektar|hectarea|hectareas|ettari|ettaro|hectaren");
  add("area", 4046.86, "acre|acres");
  add("volume", 1, "litre|litres|liter|liters|litern|litro|litros|litri");
  add("volume", 1e-3, "millilitre|millilitres|milliliter|milliliters|mililitro|mililitros|millilitri");
  add(
    "volume",
    1e3,
    "cubic metre|cubic metres|cubic meters|kubikmeter|kubikmetern|metres cubes|metros cubicos|metri cubi",
  );
  add("volume", 3.785, "gallon|gallons");
  add(
    "degree",
    1,
    "degree|degrees|grad|degre|degres|grado|grados|gradi|grau|graus|graden|degrees celsius|grad celsius|degres celsius|grados celsius|gradi celsius|graus celsius",
  );
  add("fahrenheit", 1, "degrees fahrenheit|grad fahrenheit|grados fahrenheit");
  add("cents", 0.01, "cent|cents|centime|centimes|centimos|centimo|centesimi|centesimo|centavos|pence|penny");
  add("times", 1, "times|fold|mal|fois|veces|volte|vezes|keer|maal");
  return table;
}

const symbols = symbolTable();
const names = nameTable();
