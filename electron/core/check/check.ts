/** What others use of this folder. */
export { createTextCheck, type TextCheck } from "./createTextCheck.ts";
