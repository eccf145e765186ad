/** The language of a tag, without script and region, in lower case. @param language BCP 47 */
export function primaryTag(language: string): string {
  return language.toLowerCase().split("-")[0] ?? "";
}
