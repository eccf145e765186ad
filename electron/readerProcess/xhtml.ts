/** Whether a page is to be read as XML rather than as HTML: it says so in its first line, or by its namespace without a doctype of HTML. */
export function isXhtml(source: string): boolean {
  const start = source.slice(0, 2000).trimStart();
  return /^<\?xml\b/iu.test(start) || /<!doctype\s[^>]*\bXHTML\b/iu.test(start);
}

const namespaces =
  /\sxmlns:([A-Za-z][\w.-]*)\s*=\s*["']http:\/\/www\.w3\.org\/(?:1999\/xhtml|1998\/Math\/MathML|2000\/svg)["']/gu;

/**
 * XHTML as HTML is written: its elements without prefixes, none closed by a slash but those that HTML knows so. `<title/>` or `<script/>`
 * would swallow the rest of the page.
 */
export function xhtmlAsHtml(xhtml: string): string {
  const prefixes = new Set([...xhtml.matchAll(namespaces)].map(([, prefix]) => prefix ?? ""));
  let html = xhtml.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, (_whole, text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
  );
  for (const prefix of prefixes) html = html.replace(new RegExp(`(</?)${prefix}:(?=[A-Za-z])`, "gu"), "$1");
  return html.replace(
    /<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([A-Za-z][\w:.-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'))?)*)\s*\/>/gu,
    "<$1$2></$1>",
  );
}
