/** What a document is called until its own title is known: its file's name without the ending. */
export function titleOfName(name: string): string {
  const title = name.replace(/\.[A-Za-z0-9]{1,8}$/u, "").trim();
  return title === "" ? name : title;
}
