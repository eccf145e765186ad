import { damageTrial } from "./damageTrial.ts";
import { hostileFilesTrial } from "./hostileFilesTrial.ts";
import { hostileModelsTrial } from "./hostileModelsTrial.ts";
import type { Trial } from "./trial.ts";
import { vaultTrial } from "./vaultTrial.ts";

/** In the order of the table. */
export const trials: readonly Trial[] = [vaultTrial, damageTrial, hostileFilesTrial, hostileModelsTrial];
