import type { RouterClient } from "@orpc/server";
import type { AppRouter } from "../api/router.ts";
import { type Adapter, modelIdWith } from "../contract/adapters.ts";
import { AppError } from "../contract/errors.ts";
import type { Model } from "../contract/models.ts";
import { gigabytes } from "./print.ts";
import { words } from "./words.ts";

const { t } = words;

/**
 * A model with adapters as `--model` names it: the model's id, then `NAME@SCALE` of each adapter; NAME may be an id or its beginning, and
 * the scale is 1 where it is left out.
 * @throws ADAPTER_NOT_FOUND
 */
export async function withNamedAdapters(
  { adapters }: Pick<RouterClient<AppRouter>, "adapters">,
  modelId: string,
  wanted: readonly string[],
): Promise<string> {
  const known = await adapters.list();
  const set = wanted.map((part) => {
    const [, name = part, scale = "1"] = /^(.*)@([0-9]+(?:\.[0-9]+)?)$/u.exec(part) ?? [];
    const adapter = namedAdapter(known, name);
    if (!adapter) throw new AppError("ADAPTER_NOT_FOUND", { data: { name } });
    return { id: adapter.id, scale: Math.min(2, Number(scale)) };
  });
  return modelIdWith(modelId, set);
}

/** The adapter of a name, of its file's name, or of an id or its beginning. */
export function namedAdapter(adapters: readonly Adapter[], name: string): Adapter | null {
  const isMeant = (each: Adapter): boolean =>
    each.name === name || each.fileName === name || (name.length >= 6 && each.id.startsWith(name));
  return adapters.find(isMeant) ?? null;
}

/** The adapters below their models, then those that fit none. */
export function printAdapters(models: readonly Pick<Model, "id" | "name">[], adapters: readonly Adapter[]): string {
  return adapters
    .map((adapter) => {
      const uses = models.flatMap(({ id, name }) => {
        const use = adapter.models.find((each) => each.id === id);
        return use ? [t(use.active ? "cli:adapter.active" : "cli:adapter.inactive", { name, scale: use.scale })] : [];
      });
      const standing = [
        uses.length > 0 ? uses.join(", ") : t("cli:adapter.lone"),
        ...(adapter.isThere ? [] : [t("cli:adapter.gone")]),
      ].join("; ");
      const base = adapter.baseName ?? adapter.architecture;
      return `+ ${adapter.name}  ${gigabytes(adapter.bytes)}  ${base}  ${standing}  ${adapter.id.slice(0, 12)}\n`;
    })
    .join("");
}
