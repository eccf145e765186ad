/** A form field of the kinds that Word had before content controls, as `formfield` tells it, or the instruction of another field. */
export interface FieldFacts {
  /** 0 text, 1 check box, 2 drop-down */
  type: number | null;
  /** what was chosen; 25 where the default holds */
  result: number | null;
  fallback: number;
  entry: string;
  readonly entries: string[];
  instruction: string;
  /** whether the file says what the field shows */
  isShown: boolean;
}

export function newField(): FieldFacts {
  return { type: null, result: null, fallback: 0, entry: "", entries: [], instruction: "", isShown: false };
}

const untouched = 25;

/** What a field shows that leaves it to the program: a box, ticked or not, the chosen entry, a sign. */
export function shownBy({ type, result, fallback, entries, instruction }: FieldFacts): {
  text: string;
  font: string | null;
} {
  const chosen = result === null || result === untouched ? fallback : result;
  if (type === 1) return { text: chosen === 0 ? "☐" : "☒", font: null };
  if (type === 2) return { text: entries[chosen] ?? "", font: null };
  const [, code, font] = /^\s*SYMBOL\s+(\d+|0x[\da-f]+)\b.*?\\f\s*"?([^"\\]+)"?/iu.exec(instruction) ?? [];
  if (code === undefined || font === undefined || Number(code) > 0xff) return { text: "", font: null };
  return { text: String.fromCharCode(Number(code)), font: font.trim() };
}
