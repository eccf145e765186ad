import * as z from "zod";

/** The scale at which an adapter changes its model: 0 not at all, 1 as it was trained, 2 twice as much. */
export const adapterScaleSchema = z.number().min(0).max(2);

/** A LoRA file: changes to the weights of a model, of no use without it. */
export const adapterSchema = z.object({
  /** SHA-256 of the file */
  id: z.string(),
  name: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  /** of the model that it changes */
  architecture: z.string(),
  /** what the file says of the model it was trained on; null where it says nothing */
  baseName: z.string().nullable(),
  /** the largest inner dimension of its matrices */
  rank: z.number().int(),
  alpha: z.number().nullable(),
  isThere: z.boolean(),
  /** the installed models that it fits by architecture, names and shapes of tensors */
  models: z.array(
    z.object({
      /** the model's id, without adapters */
      id: z.string(),
      /** used wherever the model is, where nothing else is asked for */
      active: z.boolean(),
      scale: adapterScaleSchema,
    }),
  ),
  addedAt: z.number(),
});
export type Adapter = z.infer<typeof adapterSchema>;

/** An adapter as part of a set. */
export interface ScaledAdapter {
  /** SHA-256 of its file */
  readonly id: string;
  readonly scale: number;
}

/**
 * The id of a model with adapters: that of the model, then `+adapter@scale` for each. Without adapters it is the model's own; with a
 * single `+` behind it, the model as it is, whatever is active on its card. One set has one id, whatever its order.
 */
export function modelIdWith(base: string, adapters: readonly ScaledAdapter[]): string {
  const used = adapters.filter(({ scale }) => scale !== 0).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return base + used.map(({ id, scale }) => `+${id}@${String(scale)}`).join("");
}

/** What an id names; `adapters` is null where the id leaves it to what is active on the model's card. */
export function partsOfModelId(id: string): { base: string; adapters: ScaledAdapter[] | null } {
  const match = withAdapters.exec(id);
  const [, base, set] = match ?? [];
  if (base === undefined || set === undefined) return { base: id, adapters: null };
  const adapters = set
    .split("+")
    .filter((part) => part !== "")
    .map((part) => {
      const [adapter = "", scale] = part.split("@");
      return { id: adapter, scale: Math.min(2, Math.max(0, Number(scale))) };
    });
  return { base, adapters };
}

/** The model's own id, without adapters. */
export function baseOfModelId(id: string): string {
  return partsOfModelId(id).base;
}

/** The ids of endpoints may bear a "+" of their own; those of files are SHA-256 in hexadecimal digits. */
const withAdapters = /^([0-9a-f]{64})(\+|(?:\+[0-9a-f]{64}@[0-9]+(?:\.[0-9]+)?)+)$/u;
