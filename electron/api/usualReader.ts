import { usualReaderMb } from "../contract/usualMemory.ts";
import { readerOptions } from "../core/library/reading/readerOptions.ts";
import type { ChildOptions } from "../core/ports.ts";

/** How the reader process is started that reads files without a library, for who starts it before anything else is loaded. */
export function usualReader(): ChildOptions {
  return readerOptions(usualReaderMb);
}
