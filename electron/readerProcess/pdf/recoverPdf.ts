import { objectStreams } from "./objectStreams.ts";

/**
 * A file whose end is cut off or whose table is lost, with what it needs to be opened: the objects of its object streams as plain ones,
 * a list of the pages that are there where its own is not, and a trailer. Null where no page is found.
 */
export function recoverPdf(bytes: Uint8Array): Uint8Array | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = file.toString("latin1");
  const added: string[] = [];
  const objects = [...text.matchAll(/(?:^|[\r\n\s])(\d{1,10}) (\d{1,5}) obj\b/gu)].map((match, index, all) => ({
    ref: `${match[1]} ${match[2]} R`,
    number: Number(match[1]),
    body: headOf(text.slice(match.index + match[0].length, all[index + 1]?.index)),
    start: match.index + match[0].length,
  }));
  const packed = [...objectStreams(file)].flatMap(({ at, text: unfolded }) => {
    const owner = objects.findLast(({ start }) => start < at);
    return owner && unfolded !== null ? unpack(owner.body, unfolded) : [];
  });
  const known = new Set(objects.map(({ number }) => number));
  for (const { number, body } of packed) {
    if (known.has(number)) continue;
    known.add(number);
    added.push(`${number} 0 obj\n${body}\nendobj`);
  }
  const all = [...objects, ...packed.map(({ number, body }) => ({ ref: `${number} 0 R`, number, body }))];
  const pages = all.filter(({ body }) => /\/Type\s*\/Page\b/u.test(body));
  if (pages.length === 0) return null;
  let next = Math.max(...known) + 1;
  const catalog = all.findLast(({ body }) => /\/Type\s*\/Catalog\b/u.test(body));
  const tree = /\/Pages\s+(\d+)\s+\d+\s+R/u.exec(catalog?.body ?? "")?.[1];
  let root = catalog?.ref;
  if (!root || !known.has(Number(tree))) {
    const kids = pages.map(({ ref }) => ref).join(" ");
    added.push(`${next} 0 obj\n<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>\nendobj`);
    added.push(`${next + 1} 0 obj\n<< /Type /Catalog /Pages ${next} 0 R >>\nendobj`);
    root = `${next + 1} 0 R`;
    next += 2;
  }
  const end = `\nendstream\nendobj\n${added.join("\n")}\ntrailer\n<< /Root ${root} /Size ${next} >>\nstartxref\n0\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(end, "latin1")]);
}

/** The dictionary of an object, without its stream. */
function headOf(body: string): string {
  const end = /\bstream\b|\bendobj\b/u.exec(body)?.index ?? body.length;
  return body.slice(0, end);
}

/** The objects of a stream, by the numbers and places at its head. */
function unpack(head: string, unfolded: string): { number: number; body: string }[] {
  const entry = (name: string) => Number(new RegExp(`/${name}\\s+(\\d+)`, "u").exec(head)?.[1] ?? 0);
  const first = entry("First");
  const places = unfolded.slice(0, first).trim().split(/\s+/u).map(Number);
  return Array.from({ length: Math.min(entry("N"), places.length >> 1) }, (_, index) => ({
    number: places[2 * index] ?? 0,
    body: unfolded
      .slice(first + (places[2 * index + 1] ?? 0), first + (places[2 * index + 3] ?? unfolded.length))
      .trim(),
  }));
}
