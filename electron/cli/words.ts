import type { Problem } from "../contract/errors.ts";
import { createWords } from "../words/words.ts";

export const words = createWords();

/** An error as the command line tells it: code and data for programs, a sentence for people. */
export function worded<P extends Problem>(problem: P): P & { readonly message: string } {
  const { code, ...rest } = problem;
  return { code, message: words.error(problem), ...rest } as P & { readonly message: string };
}
