/** Rows as CSV (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A text that a spreadsheet would take for a formula is kept a text (OWASP, CSV injection). */
function cell(value: string): string {
  const plain = /^[=+\-@\t\r]/u.test(value) && !/^[+-]?[\d.,]+(?:%| [A-Z]{3})?$/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
