import path from "node:path";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { AppError } from "../contract/errors.ts";
import { decodeText } from "./decodeText.ts";
import { charactersOf, childOf, childrenOf, readXmlTree, within, type XmlElement } from "./office/xml.ts";
import { type Archive, openArchive } from "./zip.ts";

/** What the package document of an e-book says (EPUB 3.3, EPUB 2). */
export interface Book {
  readonly title: string | null;
  readonly language: string | null;
  /** names of the archive's entries in reading order */
  readonly chapters: readonly string[];
  /** what the table of contents calls the chapters */
  readonly titles: ReadonlyMap<string, string>;
  /** The bytes of a chapter; null where it is missing, damaged or no text. */
  read(chapter: string): Promise<Uint8Array | null>;
}

interface Item {
  readonly entry: string;
  readonly type: string;
  readonly properties: readonly string[];
  /** the item that stands for it where its type is not known */
  readonly fallback: string | null;
}

const containerName = "META-INF/container.xml";

/** @throws PASSWORD_REQUIRED where the text is locked, READ_INFLATED_LIMIT, DOCUMENT_DAMAGED, DOCUMENT_NO_TEXT where it is all pictures */
export async function openBook(bytes: Uint8Array, limitMb: number): Promise<Book> {
  const archive = await openArchive(bytes, limitMb);
  // Some put the folder of a book into the archive instead of what is in it.
  const containerEntry =
    [containerName, ...archive.names].find((entry) => archive.names.includes(entry) && entry.endsWith(containerName)) ??
    containerName;
  const folder = containerEntry.slice(0, -containerName.length);
  const container = await tree(archive, containerEntry);
  const place = [...within(container, "other:rootfile")].map(
    ({ attributes }) => `${folder}${attributes["full-path"] ?? ""}`,
  );
  const packageEntry = place.find((entry) => archive.names.includes(entry));
  if (packageEntry === undefined) throw damaged("container.xml");
  const book = await tree(archive, packageEntry);
  const resolve = resolver(archive.names, packageEntry);
  const items = new Map<string, Item>();
  for (const { attributes } of within(book, "other:item")) {
    const { id, href, "media-type": type, properties, fallback } = attributes;
    const entry = resolve(href ?? "");
    if (id !== undefined && entry !== null) {
      items.set(id, {
        entry,
        type: type ?? "",
        properties: (properties ?? "").split(/\s+/u),
        fallback: fallback ?? null,
      });
    }
  }
  const spine = childOf(book, "other:spine");
  const listed = childrenOf(spine, "other:itemref").map(({ attributes }) => attributes["idref"] ?? "");
  const pages = listed
    .map((id) => shownFor(id, items))
    // The table of contents is led from, not read.
    .filter(({ properties }) => !properties.includes("nav"));
  const chapters = pages.filter((item) => !isPicture(item)).map(({ entry }) => entry);
  const foreign = new Set(pages.filter((item) => !isReadable(item)).map(({ entry }) => entry));
  if (pages.length === 0) throw damaged(packageEntry);
  if (chapters.length === 0) throw new AppError("DOCUMENT_NO_TEXT", { data: { pages: pages.length } });
  await refuseLocked(archive, new Set(chapters));
  const metadata = childOf(book, "other:metadata");
  return {
    title: textOf([...within(metadata, "dc:title")][0]),
    language: textOf([...within(metadata, "dc:language")][0]),
    chapters,
    titles: await titlesOf(archive, [...items.values()], items.get(spine?.attributes["toc"] ?? "")),
    async read(chapter) {
      if (!archive.names.includes(chapter) || foreign.has(chapter)) return null;
      return archive.read(chapter).catch(onlyDamaged);
    },
  };
}

/** The item of the spine, or the first of its fallbacks that is text. */
function shownFor(id: string, items: ReadonlyMap<string, Item>): Item {
  const tried = new Set<string>();
  let next: string | null = id;
  while (next !== null && !tried.has(next)) {
    const item = items.get(next);
    if (item && isReadable(item)) return item;
    tried.add(next);
    next = item?.fallback ?? null;
  }
  return items.get(id) ?? { entry: id, type: "", properties: [], fallback: null };
}

function isReadable({ type }: Item): boolean {
  return type === "" || /html|dtbook|oeb1|^image\/svg\+xml$|^(?:text|application)\/xml$/iu.test(type);
}

function isPicture(item: Item): boolean {
  return item.type.startsWith("image/") && !isReadable(item);
}

function damaged(part: string): AppError {
  return new AppError("DOCUMENT_DAMAGED", { data: { part } });
}

async function tree(archive: Archive, entry: string): Promise<XmlElement> {
  if (!archive.names.includes(entry)) throw damaged(entry);
  return readXmlTree(archive.stream(entry));
}

function onlyDamaged(error: unknown): null {
  if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return null;
  throw error;
}

function textOf(element: XmlElement | null | undefined): string | null {
  return charactersOf(element).replace(/\s+/gu, " ").trim() || null;
}

/** Finds the entry that a reference from another entry means; what would lie outside the archive is none. */
function resolver(names: readonly string[], from: string): (href: string) => string | null {
  const exact = new Set(names);
  const folded = new Map(names.map((name) => [foldName(name), name]));
  return (href) => {
    const [file = ""] = href.split("#");
    if (file === "" || /^[a-z][a-z0-9+.-]*:/iu.test(file)) return null;
    let decoded = file;
    try {
      decoded = decodeURIComponent(file);
    } catch {
      // A stray per cent sign: the name is meant as it stands.
    }
    const [entry = "", literal = ""] = [decoded, file].map((name) =>
      path.posix.join(path.posix.dirname(from), name).replace(/^\/+/u, ""),
    );
    if (exact.has(entry)) return entry;
    // Some archives hold the names as they are written in references.
    if (exact.has(literal)) return literal;
    return folded.get(foldName(entry)) ?? (entry.startsWith("..") ? null : entry);
  };
}

function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

const obfuscatedFonts = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/** Fonts may be scrambled for their makers' sake; a scrambled chapter can be opened by the seller's program alone. */
async function refuseLocked(archive: Archive, chapters: ReadonlySet<string>): Promise<void> {
  if (!archive.names.includes("META-INF/encryption.xml")) return;
  const list = await tree(archive, "META-INF/encryption.xml").catch(onlyDamaged);
  const resolve = resolver(archive.names, "package");
  for (const data of within(list, "other:EncryptedData")) {
    const method = childOf(data, "other:EncryptionMethod")?.attributes["Algorithm"] ?? "";
    if (obfuscatedFonts.includes(method)) continue;
    for (const { attributes } of within(data, "other:CipherReference")) {
      const entry = resolve(attributes["URI"] ?? "");
      if (entry === null || !chapters.has(entry)) continue;
      throw new AppError("PASSWORD_REQUIRED", {
        data: { reason: "SOLD_LOCKED", canUnlock: false },
      });
    }
  }
}

/** From the navigation document of EPUB 3, else from the NCX of EPUB 2. Only the first title of a chapter counts. */
async function titlesOf(
  archive: Archive,
  items: readonly Item[],
  named: Item | undefined,
): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  const add = (entry: string | null, title: string | null) => {
    if (entry !== null && title !== null && !titles.has(entry)) titles.set(entry, title);
  };
  const nav = items.find(({ properties }) => properties.includes("nav"))?.entry;
  if (nav !== undefined && archive.names.includes(nav)) {
    const source = await archive.read(nav).catch(onlyDamaged);
    const resolve = resolver(archive.names, nav);
    for (const { href, title } of linksOf((source && decodeText(source, { html: true })) ?? ""))
      add(resolve(href), title);
  }
  const ncx = (named ?? items.find(({ type }) => type === "application/x-dtbncx+xml"))?.entry;
  if (titles.size === 0 && ncx !== undefined && archive.names.includes(ncx)) {
    const list = await tree(archive, ncx).catch(onlyDamaged);
    const resolve = resolver(archive.names, ncx);
    for (const point of pointsIn(childOf(list, "other:navMap"))) {
      add(
        resolve(childOf(point, "other:content")?.attributes["src"] ?? ""),
        textOf(childOf(point, "other:navLabel", "other:text")),
      );
    }
  }
  return titles;
}

function* pointsIn(element: XmlElement | null): Generator<XmlElement> {
  for (const point of childrenOf(element, "other:navPoint")) {
    yield point;
    yield* pointsIn(point);
  }
}

/** The links of the table of contents, which is the first `nav` or the one that says it is. */
function linksOf(html: string): { href: string; title: string }[] {
  const navs = elementsIn(parse(html)).filter(({ tagName }) => tagName === "nav");
  const toc = navs.find((nav) => attribute(nav, "epub:type")?.split(/\s+/u).includes("toc")) ?? navs[0];
  return elementsIn(toc ?? null)
    .filter(({ tagName }) => tagName === "a")
    .map((link) => ({ href: attribute(link, "href") ?? "", title: textIn(link).replace(/\s+/gu, " ").trim() }))
    .filter(({ title }) => title !== "");
}

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

function elementsIn(root: Node | null): Element[] {
  const found: Element[] = [];
  // A list instead of a recursion: the depth is the file's to choose.
  const left: Node[] = root ? [root] : [];
  for (let node = left.pop(); node; node = left.pop()) {
    if ("tagName" in node) found.push(node);
    if ("childNodes" in node) left.push(...node.childNodes.toReversed());
  }
  return found;
}

function textIn(element: Element): string {
  return element.childNodes
    .map((child) =>
      "value" in child ? child.value : "tagName" in child && child.tagName !== "img" ? textIn(child) : "",
    )
    .join("");
}

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((attr) => attr.name === name)?.value ?? null;
}
