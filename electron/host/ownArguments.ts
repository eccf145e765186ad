/** The arguments that options are among: what stands behind "--" is no option. */
export function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}
