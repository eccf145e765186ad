import { AppError, type Problem } from "../../../electron/contract/errors.ts";
import { modelPartOf, namesOfModelParts } from "../../../electron/contract/modelParts.ts";

/** What is taken in as one: a file, or the files of a model that is cut into several. */
export interface Incoming {
  readonly file: File;
  /** all parts in their order; none for a single file */
  readonly parts: readonly File[];
  /** why it is not taken in: parts of it are missing */
  readonly problem: Problem | null;
}

/** Puts the parts of a model together, which is added as one; a place in the list is that of the first of them. */
export function joinParts(files: readonly File[]): Incoming[] {
  const models = new Map<string, File[]>();
  const keyOf = (file: File): string | null => {
    const part = modelPartOf(file.name);
    return part && part.count > 1 ? `${part.stem}/${part.count}` : null;
  };
  for (const file of files) {
    const key = keyOf(file);
    if (key !== null) models.set(key, [...(models.get(key) ?? []), file]);
  }
  return files.flatMap((file): Incoming[] => {
    const key = keyOf(file);
    if (key === null) return [{ file, parts: [], problem: null }];
    const given = models.get(key);
    models.delete(key);
    return given ? [modelOf(given)] : [];
  });
}

function modelOf(given: readonly File[]): Incoming {
  const names = namesOfModelParts(given[0]?.name ?? "");
  const parts = names.flatMap((name) => given.find((file) => file.name === name) ?? []);
  const [file = new File([], "")] = parts;
  const part = modelPartOf(file.name);
  const missing = names.filter((name) => !parts.some((one) => one.name === name));
  if (missing.length === 0) return { file, parts, problem: null };
  const error =
    given.length === 1 && part && part.number > 1
      ? new AppError("MODEL_UNUSABLE", { data: { reason: "PART", part: part.number, parts: names.length } })
      : new AppError("MODEL_PARTS_MISSING", { data: { parts: names.length, missing } });
  return { file, parts, problem: error.toProblem() };
}
