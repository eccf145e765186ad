/** A file of a model that is cut into several, by the names that llama.cpp gives them: `name-00002-of-00003.gguf`. */
export interface ModelPart {
  /** what stands before the number, folders included */
  readonly stem: string;
  /** from 1 */
  readonly number: number;
  /** of the whole model, at least 1 */
  readonly count: number;
}

/** Parts that are believed; a name that claims more is a name like any other. */
const mostParts = 9999;

/** What a file's name or path says of the part it is; null where it is none. */
export function modelPartOf(name: string): ModelPart | null {
  const [, stem = "", part = "", parts = ""] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/su.exec(name) ?? [];
  const [number, count] = [Number(part), Number(parts)];
  return number >= 1 && number <= count && count <= mostParts ? { stem, number, count } : null;
}

export function nameOfModelPart({ stem, number, count }: ModelPart): string {
  return `${stem}-${digits(number)}-of-${digits(count)}.gguf`;
}

/** The names or paths of all parts, in their order, by that of any of them; just this one where it is no part. */
export function namesOfModelParts(name: string): string[] {
  const part = modelPartOf(name);
  if (!part) return [name];
  return Array.from({ length: part.count }, (_, index) => nameOfModelPart({ ...part, number: index + 1 }));
}

function digits(number: number): string {
  return String(number).padStart(5, "0");
}
