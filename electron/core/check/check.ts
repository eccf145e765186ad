/** What others use of this folder. */
export { claimsOf } from "./claims.ts";
export type { Judged } from "./joinTask.ts";
export { type JudgeDeps, judgeClaims } from "./judgeClaims.ts";
export { createTextCheck, type TextCheck } from "./createTextCheck.ts";
