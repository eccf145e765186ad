import chardet from "chardet";
import iconv from "iconv-lite";

/** More bytes outside ASCII tell enough by their frequency. */
const fewBytes = 400;

/**
 * The encoding of a short text that is no UTF-8, too short for statistics alone: one in which its letters are of one alphabet and stand
 * as letters do. Null where it is not short, or in none.
 */
export function guessShort(sample: Buffer): string | null {
  const text = sample.toString("latin1");
  const count = text.match(/[\u0080-\u00FF]/gu)?.length ?? 0;
  if (count === 0 || count > fewBytes) return null;
  const scored = [
    ...alphabets.map(([encoding, letters]) => ({
      encoding,
      score: alphabetScore(iconv.decode(sample, encoding), letters),
    })),
    ...doubleBytes.map(([encoding, common, any]) => ({
      encoding,
      score: pairScore(text, common, any) * koreanShare(sample, encoding),
    })),
  ];
  const best = Math.max(...scored.map(({ score }) => score));
  if (best <= 0.75) return null;
  const likely = scored.filter(({ score }) => score > best - 0.005).map(({ encoding }) => encoding);
  // Of those that fit alike the one whose letters follow each other as they do in its languages.
  const frequent = chardet
    .analyse(sample)
    .filter(({ confidence }) => confidence > 15)
    .map(({ name }) => windows[name] ?? name.toLowerCase());
  return frequent.find((encoding) => likely.includes(encoding)) ?? likely[0] ?? null;
}

const windows: Readonly<Record<string, string>> = {
  "ISO-8859-1": "windows-1252",
  "ISO-8859-7": "windows-1253",
  "ISO-8859-8": "windows-1255",
  "ISO-8859-9": "windows-1254",
};

/** What any language may have beside its letters. */
const common = "«»„“”‘’‚‹›–—…€§°£·•©®\u00A0";

/** The letters outside ASCII of languages, those that more people write first. */
const alphabets: readonly (readonly [encoding: string, letters: RegExp])[] = (
  [
    ["windows-1252", "àâäáãåæçéèêëíìîïñóòôöõøœúùûüÿßºª¿¡²³½¼¢¥"],
    ["windows-1250", "ąćęłńóśźż"],
    ["windows-1250", "áäčďéěíĺľňóôŕřšťúůýž"],
    ["windows-1250", "áéíóöőúüű"],
    ["windows-1250", "čćđšž"],
    ["windows-1250", "ăâîşţ"],
    ["iso-8859-2", "ąćęłńóśźż"],
    ["iso-8859-2", "áäčďéěíĺľňóôŕřšťúůýž"],
    ["windows-1254", "çğıiöşüâîû"],
    ["windows-1251", "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґў№"],
    ["koi8-r", "абвгдежзийклмнопрстуфхцчшщъыьэюяё"],
    ["cp866", "абвгдежзийклмнопрстуфхцчшщъыьэюяё№"],
    ["windows-1253", "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"],
    ["windows-1255", "אבגדהוזחטיכךלמםנןסעפףצץקרשת₪"],
    ["windows-1256", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي،؛؟ـًٌٍَُِّْپچژگ"],
    ["windows-1257", "ąčęėįšųūžāēģīķļņäöõü"],
    ["windows-874", "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮฯะัาำิีึืฺุูเแโใไๅๆ็่้๊๋์ํ฿"],
    ["cp850", "äöüßéèêàçñáíóúâîôû"],
    ["macintosh", "äöüßéèêàçñáíóúâîôû"],
  ] as const
).map(([encoding, letters]) => [encoding, new RegExp(`[${letters}${letters.toUpperCase()}${common}]`, "u")]);

/** Share of the characters outside ASCII that are letters of the alphabet, in words that do not mix scripts, nor capitals into their middle. */
function alphabetScore(text: string, letters: RegExp): number {
  let good = 0;
  let all = 0;
  let before = "";
  for (const sign of text) {
    if (sign > "\u007F") {
      all++;
      const isInside = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(sign);
      const isMixed = /[A-Za-z]/u.test(before) && /(?!\p{Script=Latin})\p{L}/u.test(sign);
      // A sign that is no letter does not stand between two.
      const isOdd = /\p{L}/u.test(before) && /[©®§£¢¥²³½¼€•]/u.test(sign) && !/[²³]/u.test(sign);
      if (letters.test(sign) && !isInside && !isMixed && !isOdd) good++;
    }
    before = sign;
  }
  return good / Math.max(1, all);
}

/** Pairs of bytes for characters that are often met, and for all; the share of half-width letters counts little. */
const doubleBytes: readonly (readonly [encoding: string, common: RegExp, any: RegExp])[] = [
  [
    "shift_jis",
    /^(?:\x81[\x40-\xAC]|\x82[\x4F-\xF1]|\x83[\x40-\x96]|[\x88-\x97][\x40-\xFC]|\x98[\x40-\x72])$/u,
    /[\x81-\x9F\xE0-\xFC][\x40-\x7E\x80-\xFC]|[\xA1-\xDF]|[\x80-\xFF]/gu,
  ],
  ["euc-jp", /^(?:[\xA1\xA3-\xA5][\xA1-\xFE]|[\xB0-\xCF][\xA1-\xFE]{1})$/u, /[\xA1-\xFE][\xA1-\xFE]|[\x80-\xFF]/gu],
  ["euc-kr", /^(?:[\xA1-\xA3][\xA1-\xFE]|[\xB0-\xC8][\xA1-\xFE])$/u, /[\x81-\xFE][\x41-\xFE]|[\x80-\xFF]/gu],
  ["gb18030", /^(?:[\xA1\xA3][\xA1-\xFE]|[\xB0-\xD7][\xA1-\xFE])$/u, /[\x81-\xFE][\x40-\x7E\x80-\xFE]|[\x80-\xFF]/gu],
  ["big5", /^(?:[\xA1-\xC6][\x40-\x7E\xA1-\xFE])$/u, /[\x81-\xFE][\x40-\x7E\xA1-\xFE]|[\x80-\xFF]/gu],
];

/** Not quite 1: letters of one alphabet that all fit are hardly chance. Japanese is known by its kana alone. */
function pairScore(text: string, commonPair: RegExp, any: RegExp): number {
  const pairs = text.match(any) ?? [];
  return (0.99 * pairs.filter((pair) => commonPair.test(pair)).length) / Math.max(1, pairs.length);
}

const oftenKorean =
  /[이다는에가의을하고로지은리도한자사기대시인일부정어아나그들서보스과를여제수라해전만장중주모비소구으상관조있성동원국신니습요]/u;

function koreanShare(sample: Buffer, encoding: string): number {
  if (encoding === "shift_jis" || encoding === "gb18030" || encoding === "big5") return 1;
  const letters = [...iconv.decode(sample, encoding)].filter((sign) => sign > "\u007F");
  const share = letters.filter((sign) =>
    (encoding === "euc-kr" ? oftenKorean : /\p{sc=Hira}|\p{sc=Kana}/u).test(sign),
  ).length;
  return share >= letters.length / 6 ? 1.005 : 0.5;
}
