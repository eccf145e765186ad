import { readFileSync } from "node:fs";
import path from "node:path";
import { type CatalogueEntry, catalogueFileFormat } from "../../contract/catalogue.ts";
import { AppError } from "../../contract/errors.ts";
import type { Paths } from "../ports.ts";

/** The list of models that comes with the application. @throws CATALOGUE_UNREADABLE */
export function readCatalogue({ resources }: Pick<Paths, "resources">): readonly CatalogueEntry[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path.join(resources, "models", "catalogue.json"), "utf8"));
  } catch (cause) {
    throw new AppError("CATALOGUE_UNREADABLE", { cause });
  }
  const checked = catalogueFileFormat.safeParse(content);
  if (checked.success) return checked.data.entries;
  const [issue] = checked.error.issues;
  const data = { reason: "WRONG", field: issue?.path.join(".") ?? "", problem: issue?.message ?? "" } as const;
  throw new AppError("CATALOGUE_UNREADABLE", { data, cause: checked.error });
}
