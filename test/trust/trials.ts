import type { Trial } from "./trial.ts";
import { hostileFilesTrial } from "./hostileFilesTrial.ts";
import { vaultTrial } from "./vaultTrial.ts";

/** In the order of the table. */
export const trials: readonly Trial[] = [vaultTrial, hostileFilesTrial];
