/** What is known of a model before its file is here. */
export interface UnreadModel {
  readonly purpose: "chat" | "embedding" | "reranking" | "entailment";
  readonly bytes: number;
  /** as its file is called by: "Q4_K_M" */
  readonly quantization: string;
  /** weights in all, and those that a token is computed with; null where that is not known */
  readonly parameters: { readonly total: number | null; readonly active: number | null };
  /** tokens it was trained for; null where that is not known */
  readonly context: number | null;
}

/** What its header would say, about. */
export interface EstimatedModel {
  readonly bytes: number;
  /** of the weights that are read for a token */
  readonly activeBytes: number;
  readonly bytesPerContextToken: number;
  /** 0 where that is not known */
  readonly trainContext: number;
}

/**
 * By bytes and weights. A token of context takes rather more here than in truth: of the models whose layers are published, from 3 to 47
 * billion weights, all take less, by a third at most.
 */
export function estimateModel({ purpose, bytes, quantization, parameters, context }: UnreadModel): EstimatedModel {
  const total = parameters.total ?? (bytes * 8) / bitsOf(quantization);
  const active = Math.min(parameters.active ?? total, total);
  return {
    bytes,
    activeBytes: bytes * (active / total),
    // What only reads has a context as long as what it reads at a time.
    bytesPerContextToken: purpose === "chat" ? Math.round(bytesOfOneBillion * (active / 1e9) ** 0.35) : 0,
    trainContext: context ?? 0,
  };
}

/** Of a token of context, of a model of a billion weights. */
const bytesOfOneBillion = 72_000;

/** Bits that a weight takes on the whole, by the name of the quantization. */
function bitsOf(quantization: string): number {
  const name = quantization.toUpperCase();
  if (/F32/u.test(name)) return 32;
  if (/F16/u.test(name)) return 16;
  const bits = Number(/Q(\d)/u.exec(name)?.[1] ?? /(?:MX)?FP(\d)/u.exec(name)?.[1] ?? 4);
  // The scales of blocks come on top.
  return bits + (bits >= 8 ? 0.5 : 0.8);
}
