import { writeFile } from "node:fs/promises";
import { AppError, toAppError } from "../contract/errors.ts";
import {
  type Exportable,
  type ExportedFile,
  type ExportFormatOf,
  exportTable,
  extensionsOfExport,
  formatOfExport,
} from "../contract/exports.ts";
import { usage } from "./options.ts";

/** The option that names the file. */
type SavingOption = "save" | "out";

/** The format that the name of a file asks for. @throws USAGE where this thing is not saved in it */
export function savedFormat<Thing extends Exportable>(
  thing: Thing,
  file: string,
  option: SavingOption = "save",
): ExportFormatOf<Thing> {
  const format = formatOfExport(thing, file);
  if (format === null) throw usage({ reason: "SAVE_AS", option, allowed: extensionsOfExport(thing) });
  return format;
}

/** @throws USAGE where nothing can be written there, DISK_FULL */
export async function save(
  file: string,
  { encoding, data }: ExportedFile,
  option: SavingOption = "save",
): Promise<void> {
  try {
    await writeFile(file, encoding === "base64" ? Buffer.from(data, "base64") : data);
  } catch (cause) {
    const error = toAppError(cause);
    if (error.code !== "INTERNAL" || !(cause instanceof Error)) throw error;
    throw new AppError("USAGE", { data: { reason: "NOT_SAVED", option, detail: cause.message }, cause });
  }
}

/** What `--save` takes, as the help names it. */
export const savedExtensions = [
  ...new Set(
    (Object.keys(exportTable) as Exportable[])
      .filter((thing) => thing !== "answerTable")
      .flatMap((thing) => extensionsOfExport(thing)),
  ),
];
