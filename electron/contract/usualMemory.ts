/** Memory a reader process may hold where the settings say nothing else, in MB (2^20 bytes). */
export const usualReaderMb = 512;
