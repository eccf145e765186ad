/**
 * Numbers of lists, headings and notes as they are written, by the names that Office Open XML gives the kinds (ECMA-376,
 * ST_NumberFormat). What is beyond a kind, and a kind that is not known, is written in figures.
 *
 * @returns null for bullets and for kinds that show nothing
 */
export function writeNumber(value: number, format: string): string | null {
  if (format === "none" || format === "bullet") return null;
  const kind = kinds[format];
  const text = Number.isSafeInteger(value) && value >= 0 ? kind?.(value) : undefined;
  return text ?? String(value);
}

type Kind = (value: number) => string | undefined;

/** A letter again and again after the last one, as Word does: z, aa, bb. */
function repeated(alphabet: string): Kind {
  const letters = [...alphabet];
  return (value) => {
    const times = Math.ceil(value / letters.length);
    return value < 1 || times > 10 ? undefined : letters[(value - 1) % letters.length]?.repeat(times);
  };
}

function listed(signs: string): Kind {
  const all = [...signs];
  return (value) => all[value - 1];
}

function digits(signs: string): Kind {
  const all = [...signs];
  return (value) => [...String(value)].map((digit) => all[Number(digit)] ?? digit).join("");
}

function additive(signs: readonly (readonly [number, string])[], most: number): Kind {
  return (value) => {
    if (value < 1 || value > most) return undefined;
    let rest = value;
    let text = "";
    for (const [worth, sign] of signs) {
      text += sign.repeat(Math.floor(rest / worth));
      rest %= worth;
    }
    return text;
  };
}

const roman = additive(
  [
    [1000, "M"],
    [900, "CM"],
    [500, "D"],
    [400, "CD"],
    [100, "C"],
    [90, "XC"],
    [50, "L"],
    [40, "XL"],
    [10, "X"],
    [9, "IX"],
    [5, "V"],
    [4, "IV"],
    [1, "I"],
  ],
  9999,
);

const hebrew = additive(
  [
    ...[..."תשרק"].map((sign, index): [number, string] => [400 - 100 * index, sign]),
    ...[..."צפעסנמלכ"].map((sign, index): [number, string] => [90 - 10 * index, sign]),
    [19, "יט"],
    [18, "יח"],
    [17, "יז"],
    [16, "טז"],
    [15, "טו"],
    [10, "י"],
    ...[..."טחזוהדגבא"].map((sign, index): [number, string] => [9 - index, sign]),
  ],
  999,
);

/** Tens and ones in ideographs, as 二十三, to 99. */
function tens(signs: string, ten: string): Kind {
  const one = [...signs];
  return (value) => {
    if (value < 1 || value > 99) return undefined;
    const full = Math.floor(value / 10);
    return `${full > 1 ? one[full] : ""}${full > 0 ? ten : ""}${value % 10 > 0 ? one[value % 10] : ""}`;
  };
}

/** The `count` signs from this one on. */
function from(first: number, count: number): Kind {
  return (value) => (value >= 1 && value <= count ? String.fromCodePoint(first + value - 1) : undefined);
}

const latin = "abcdefghijklmnopqrstuvwxyz";
const russian = "абвгдежзиклмнопрстуфхцчшщыэюя";
const ideographs = "〇一二三四五六七八九";

const kinds: Readonly<Record<string, Kind>> = {
  decimalZero: (value) => String(value).padStart(2, "0"),
  upperRoman: roman,
  lowerRoman: (value) => roman(value)?.toLowerCase(),
  upperLetter: repeated(latin.toUpperCase()),
  lowerLetter: repeated(latin),
  russianUpper: repeated(russian.toUpperCase()),
  russianLower: repeated(russian),
  ordinal: (value) => `${value}${ordinalEnding(value)}`,
  numberInDash: (value) => `- ${value} -`,
  hex: (value) => value.toString(16).toUpperCase(),
  decimalEnclosedCircle: from(0x2460, 20),
  decimalEnclosedCircleChinese: from(0x2460, 20),
  decimalEnclosedParen: from(0x2474, 20),
  decimalEnclosedFullstop: from(0x2488, 20),
  ideographEnclosedCircle: from(0x3220, 10),
  decimalFullWidth: digits("０１２３４５６７８９"),
  decimalFullWidth2: digits("０１２３４５６７８９"),
  decimalHalfWidth: digits("0123456789"),
  hindiNumbers: digits("०१२३४५६७८९"),
  thaiNumbers: digits("๐๑๒๓๔๕๖๗๘๙"),
  ideographDigital: digits(ideographs),
  japaneseDigitalTenThousand: digits(ideographs),
  taiwaneseDigital: digits(ideographs),
  koreanDigital: digits("영일이삼사오육칠팔구"),
  koreanDigital2: digits("零一二三四五六七八九"),
  chineseCounting: tens(ideographs, "十"),
  chineseCountingThousand: tens(ideographs, "十"),
  japaneseCounting: tens(ideographs, "十"),
  taiwaneseCounting: tens(ideographs, "十"),
  taiwaneseCountingThousand: tens(ideographs, "十"),
  koreanCounting: tens("영일이삼사오육칠팔구", "십"),
  chineseLegalSimplified: tens("零壹贰叁肆伍陆柒捌玖", "拾"),
  japaneseLegal: tens("〇壱弐参四伍六七八九", "拾"),
  ideographLegalTraditional: tens("零壹貳參肆伍陸柒捌玖", "拾"),
  ideographTraditional: listed("甲乙丙丁戊己庚辛壬癸"),
  ideographZodiac: listed("子丑寅卯辰巳午未申酉戌亥"),
  ganada: listed("가나다라마바사아자차카타파하"),
  chosung: listed("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
  aiueoFullWidth: listed(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
  ),
  irohaFullWidth: listed(
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
  ),
  aiueo: listed("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"),
  arabicAlpha: listed("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
  arabicAbjad: listed("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
  hebrew1: hebrew,
  hebrew2: listed("אבגדהוזחטיכלמנסעפצקרשת"),
  chicago: (value) => ["*", "†", "‡", "§"][(value - 1) % 4]?.repeat(Math.min(10, Math.ceil(value / 4))),
};

function ordinalEnding(value: number): string {
  const isTeen = Math.floor(value / 10) % 10 === 1;
  return (isTeen ? undefined : ["", "st", "nd", "rd"][value % 10]) || "th";
}
