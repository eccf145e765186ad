import type { Price, Usage } from "../../contract/costs.ts";

type Tokens = Pick<Usage, "readTokens" | "cachedTokens" | "writtenTokens">;

/** What the tokens cost at the price, in its currency. */
export function costAt({ read, cached, written }: Price, { readTokens, cachedTokens, writtenTokens }: Tokens): number {
  return (readTokens * read + cachedTokens * (cached ?? read) + writtenTokens * written) / 1_000_000;
}

/** The price of a model, by its id, else by its name, case aside; null where none was entered. */
export function priceOf({ modelId, model }: Pick<Usage, "modelId" | "model">, prices: readonly Price[]): Price | null {
  const named = (name: string) => prices.find((price) => price.name.toLowerCase() === name.toLowerCase());
  return named(modelId) ?? named(model) ?? null;
}
