import { writeNumber } from "./listNumbers.ts";

/** How a list counts; the names are those of CSS. */
export type Counting =
  | "decimal"
  | "decimal-leading-zero"
  | "lower-alpha"
  | "upper-alpha"
  | "lower-roman"
  | "upper-roman"
  | "lower-greek";

/** The number as a browser shows it, without the stop behind it. What a way of counting cannot say is said in figures. */
export function numeral(value: number, counting: Counting): string {
  switch (counting) {
    case "decimal":
      return String(value);
    case "decimal-leading-zero":
      return value >= 0 && value < 10 ? `0${value}` : String(value);
    case "lower-alpha":
      return alphabetic(value, "abcdefghijklmnopqrstuvwxyz");
    case "upper-alpha":
      return alphabetic(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    case "lower-greek":
      return alphabetic(value, "αβγδεζηθικλμνξοπρστυφχψω");
    case "upper-roman":
      return writeNumber(value, "upperRoman") ?? String(value);
    case "lower-roman":
      return writeNumber(value, "lowerRoman") ?? String(value);
  }
}

/** After z comes aa, then ab; Word counts otherwise. */
function alphabetic(value: number, letters: string): string {
  if (value < 1) return String(value);
  let text = "";
  for (let left = value; left > 0; left = Math.floor((left - 1) / letters.length)) {
    text = `${letters[(left - 1) % letters.length] ?? ""}${text}`;
  }
  return text;
}
