import type { Engine, ModelMetadata } from "./engine.ts";
import { saysInstruct } from "./instructName.ts";

/**
 * The metadata of a file, with what only its name tells: older files of models that answer say it nowhere else.
 * @param name by which the file came, which is not always that under which it lies
 * @throws as `Engine.readMetadata`
 */
export async function readNamed(
  engine: Pick<Engine, "readMetadata">,
  file: string,
  name: string,
  signal?: AbortSignal,
): Promise<ModelMetadata> {
  const metadata = await engine.readMetadata(file, signal);
  return metadata.style === "base" && saysInstruct(name) ? { ...metadata, style: "instruct" } : metadata;
}
