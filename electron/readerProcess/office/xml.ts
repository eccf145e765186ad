import { SaxesParser } from "saxes";
import { AppError } from "../../contract/errors.ts";

/** An element with its content. Names are `prefix:local` with the prefixes of {@link prefixes}, whatever the file calls them. */
export interface XmlElement {
  readonly name: string;
  /** without a prefix where the file has none */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

export interface XmlUse {
  /** Called for each element outside of a taken one; true: it is wanted whole, and comes to {@link XmlUse.take}. */
  open?(name: string, attributes: Readonly<Record<string, string>>): boolean;
  take?(element: XmlElement): void;
  close?(name: string): void;
}

/** The namespaces that the readers know, transitional and strict, by the prefix their specifications use. */
const prefixes: ReadonlyMap<string, string> = new Map([
  ...officeNamespaces("a", "drawingml", "main"),
  ...officeNamespaces("c", "drawingml", "chart"),
  ...officeNamespaces("dgm", "drawingml", "diagram"),
  ...officeNamespaces("xdr", "drawingml", "spreadsheetDrawing"),
  ...officeNamespaces("p", "presentationml", "main"),
  ...officeNamespaces("s", "spreadsheetml", "main"),
  ...officeNamespaces("w", "wordprocessingml", "main"),
  ...officeNamespaces("m", "officeDocument", "math"),
  ...officeNamespaces("r", "officeDocument", "relationships"),
  ["http://schemas.openxmlformats.org/package/2006/relationships", "rel"],
  ["http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"],
  ["urn:schemas-microsoft-com:vml", "v"],
  ["urn:schemas-microsoft-com:office:office", "o"],
  ["http://schemas.microsoft.com/office/word/2010/wordml", "w14"],
  ["http://schemas.microsoft.com/office/word/2012/wordml", "w15"],
  ["http://purl.org/dc/elements/1.1/", "dc"],
  ["http://schemas.microsoft.com/office/2006/encryption", "enc"],
  ["http://schemas.microsoft.com/office/2006/keyEncryptor/password", "pwd"],
  ["http://schemas.microsoft.com/office/drawing/2014/chartex", "cx"],
  ["http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp"],
  ["http://purl.org/dc/elements/1.1/", "dc"],
  ["http://www.w3.org/1998/Math/MathML", "math"],
  ["http://www.w3.org/1999/xlink", "xlink"],
  ["http://www.w3.org/XML/1998/namespace", "xml"],
  ["urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest"],
  ...["office", "style", "text", "table", "presentation", "chart", "meta", "form"].map((name): [string, string] => [
    `urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`,
    name,
  ]),
  ["urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"],
  ["urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0", "field"],
  ["urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", "loext"],
  ["urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "fo"],
  ["urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "svg"],
]);

function officeNamespaces(prefix: string, area: string, part: string): [string, string][] {
  return [
    [`http://schemas.openxmlformats.org/${area}/2006/${part}`, prefix],
    [`http://purl.oclc.org/ooxml/${area}/${part}`, prefix],
  ];
}

/** Deeper than any program nests; what walks a tree may recurse. */
const deepest = 300;

/**
 * Reads XML as it comes. No DTD is followed: an entity besides the five of XML is an error, and nothing is fetched.
 * @throws DOCUMENT_DAMAGED
 */
export async function readXml(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, use: XmlUse): Promise<void> {
  const parser = new SaxesParser({
    xmlns: true,
    position: false,
    resolvePrefix: (prefix: string) => `unbound:${prefix}`,
  });
  /** The taken element that is being read and the open ones inside it. */
  const open: { name: string; attributes: Record<string, string>; children: (XmlElement | string)[] }[] = [];
  let depth = 0;
  parser.on("opentag", (tag) => {
    depth++;
    if (depth > deepest) throw new Error(`Elements nested deeper than ${deepest}`);
    const name = nameOf(tag.uri, tag.local);
    const attributes: Record<string, string> = {};
    for (const { uri, local, value, prefix } of Object.values(tag.attributes)) {
      if (prefix !== "xmlns") attributes[prefix === "" ? local : nameOf(uri, local)] = value;
    }
    if (open.length > 0 || use.open?.(name, attributes) === true) open.push({ name, attributes, children: [] });
  });
  parser.on("closetag", (tag) => {
    depth--;
    const element = open.pop();
    const parent = open.at(-1);
    if (!element) use.close?.(nameOf(tag.uri, tag.local));
    else if (parent) parent.children.push(element);
    else use.take?.(element);
  });
  const text = (value: string) => void open.at(-1)?.children.push(value);
  parser.on("text", text);
  parser.on("cdata", text);
  try {
    let decoder: TextDecoder | null = null;
    for await (const chunk of source) {
      decoder ??= new TextDecoder(encodingOf(chunk));
      parser.write(decoder.decode(chunk, { stream: true }));
    }
    parser.close();
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
}

/** The root element with all that is in it. @throws DOCUMENT_DAMAGED */
export async function readXmlTree(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<XmlElement> {
  let root: XmlElement | null = null;
  await readXml(source, { open: () => true, take: (element) => void (root = element) });
  if (root === null) throw new AppError("DOCUMENT_DAMAGED");
  return root;
}

export function childrenOf(element: XmlElement | null | undefined, name?: string): XmlElement[] {
  const elements = (element?.children ?? []).filter((child) => typeof child !== "string");
  return name === undefined ? elements : elements.filter((child) => child.name === name);
}

/** The first child of this name; with several names the child of the child, and so on. */
export function childOf(element: XmlElement | null | undefined, ...names: readonly string[]): XmlElement | null {
  let at: XmlElement | null = element ?? null;
  for (const name of names) at = childrenOf(at, name)[0] ?? null;
  return at;
}

/** All elements of this name below, in the order of the document; none is looked for inside a found one. */
export function* within(element: XmlElement | null, name: string): Generator<XmlElement> {
  for (const child of childrenOf(element)) {
    if (child.name === name) yield child;
    else yield* within(child, name);
  }
}

/** The characters of an element and of all inside it. */
export function charactersOf(element: XmlElement | null | undefined): string {
  return (element?.children ?? []).map((child) => (typeof child === "string" ? child : charactersOf(child))).join("");
}

function nameOf(uri: string, local: string): string {
  const prefix = prefixes.get(uri);
  return prefix === undefined ? `other:${local}` : `${prefix}:${local}`;
}

/** By the mark at the start, or by the XML declaration. */
function encodingOf(start: Uint8Array): string {
  const [first = 0, second = 0] = start;
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  const head = Buffer.from(start.subarray(0, 200)).toString("latin1");
  return /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/u.exec(head)?.[1] ?? "utf-8";
}
