import type { ModelName } from "../contract/modelName.ts";
import type { Words } from "./words.ts";

/** What wrote something and where: of a model at an endpoint its name says which. */
export function writerWords({ name, endpoint, runBy }: ModelName, { t }: Pick<Words, "t">): string {
  if (endpoint !== undefined) return name;
  return runBy === undefined ? t("ui:writer.here", { name }) : t("ui:writer.by", { name, runBy });
}
