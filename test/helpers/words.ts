import { createWords } from "../../electron/words/words.ts";

/** What a person is told, in English. */
export const words = createWords();
