import { statSync } from "node:fs";
import path from "node:path";
import { namesOfModelParts } from "../../../contract/modelParts.ts";
import type { StoredModel } from "../../store/store.ts";

type Stored = Pick<StoredModel, "path"> & { readonly metadata: Pick<StoredModel["metadata"], "bytes"> };

/** Paths of the files a model is made of: one, or all parts of a model that is cut into several, in their order. */
export function filesOfModel({ path: file, metadata }: Stored): string[] {
  const parts = namesOfModelParts(file);
  // What is as long as the whole is whole, whatever its name says.
  return parts.length > 1 && bytesOf(file) === metadata.bytes ? [file] : parts;
}

/** Whether all of its files are there; of another length it is another model. */
export function isThere(model: Stored): boolean {
  let total = 0;
  for (const file of filesOfModel(model)) {
    const bytes = bytesOf(file);
    if (bytes === null) return false;
    total += bytes;
  }
  return total === model.metadata.bytes;
}

/** Names of the parts that are not there, of a model of which others are. */
export function missingParts(model: Stored): string[] {
  const files = filesOfModel(model);
  const missing = files.filter((file) => bytesOf(file) === null);
  return missing.length < files.length ? missing.map((file) => path.basename(file)) : [];
}

function bytesOf(file: string): number | null {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.size : null;
}
