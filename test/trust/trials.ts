import type { Trial } from "./trial.ts";
import { vaultTrial } from "./vaultTrial.ts";

/** In the order of the table. */
export const trials: readonly Trial[] = [vaultTrial];
