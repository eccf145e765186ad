/** One line of text: its left end and base line in points from the bottom left of the page. */
export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** points; 10 where nothing is said */
  readonly size?: number;
  readonly bold?: boolean;
  /** leans as a slanted font does that has no italics of its own */
  readonly slanted?: boolean;
}

export interface TinyPdfOptions {
  /** degrees clockwise */
  readonly rotate?: number;
  /** protected by a password that nobody has */
  readonly locked?: boolean;
  /** operators that follow the lines of each page; fonts are `R`, `B` and those of `fonts` */
  readonly content?: string;
  /** dictionaries of annotations of each page, without their `<<` and `>>` */
  readonly annotations?: readonly string[];
  /** dictionaries of fonts by the name that `content` gives them */
  readonly fonts?: Readonly<Record<string, string>>;
  /** more entries of the catalog, of the information dictionary, of each page and of its resources */
  readonly catalog?: string;
  readonly info?: string;
  readonly page?: string;
  readonly resources?: string;
  /** bodies of more objects, numbered from 5 */
  readonly objects?: readonly string[];
}

/** A PDF written by hand: Helvetica, 612 × 792 points, one list of lines a page. */
export function tinyPdf(pages: readonly (readonly PdfText[])[], options: TinyPdfOptions = {}): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const first = 5 + (options.objects?.length ?? 0);
  add(`<< /Type /Catalog /Pages 2 0 R ${options.catalog ?? ""} >>`);
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(" ");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
  for (const body of options.objects ?? []) add(body);
  const fonts = Object.entries(options.fonts ?? {}).map(([name, body]) => `/${name} << /Type /Font ${body} >>`);
  const annotations = (options.annotations ?? []).map((body) => `<< /Type /Annot ${body} >>`).join(" ");
  for (const [index, lines] of pages.entries()) {
    const written = lines
      .map(({ x, y, text, size = 10, bold = false, slanted = false }) => {
        const escaped = text.replace(/[\\()]/gu, "\\$&");
        return `BT /${bold ? "B" : "R"} ${size} Tf 1 0 ${slanted ? 0.33 : 0} 1 ${x} ${y} Tm (${escaped}) Tj ET`;
      })
      .join("\n");
    const content = `${written}\n${options.content ?? ""}`;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate ${options.rotate ?? 0} ` +
        `/Annots [${annotations}] ${options.page ?? ""} ` +
        `/Resources << /Font << /R 3 0 R /B 4 0 R ${fonts.join(" ")} >> ${options.resources ?? ""} >> /Contents ${first + index * 2 + 1} 0 R >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  let file = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const xref = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  file += offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const key = `<${"5a".repeat(32)}>`;
  const lock = options.locked
    ? ` /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ${key} /U ${key} >> /ID [${key} ${key}]`
    : "";
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info << ${options.info ?? ""} >>${lock} >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

/** Lines of a column from `top` downwards. */
export function column(x: number, top: number, lines: readonly string[], leading = 12): PdfText[] {
  return lines.map((text, index) => ({ x, y: top - index * leading, text }));
}
