import type { Trial } from "./trial.ts";

/** In the order of the table. */
export const trials: readonly Trial[] = [];
