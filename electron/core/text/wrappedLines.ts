/** Lines broken by a program at a width, not by the author: all but the last come near the longest. */
export function isWrapped(lines: readonly string[]): boolean {
  if (lines.length < 2) return true;
  const lengths = lines.map((line) => line.trimEnd().length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (longest < 35 || longest > 140) return false;
  const inner = lengths.slice(0, -1);
  return inner.filter((length) => length >= 0.65 * longest).length >= 0.7 * inner.length;
}
