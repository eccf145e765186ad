import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import { type Archive, openArchive } from "../zip.ts";
import { charactersOf, childOf, childrenOf, readXmlTree, type XmlElement } from "./xml.ts";

/** The parts of an Office Open XML file (ECMA-376 part 2) and what leads from one to another. */
export interface OfficePackage {
  readonly names: readonly string[];
  /** bytes that all parts unpack to */
  readonly inflated: number;
  has(part: string): boolean;
  /** @throws DOCUMENT_DAMAGED, also where there is no such part */
  stream(part: string): AsyncIterable<Uint8Array>;
  tree(part: string): Promise<XmlElement>;
  /** Where a part leads to, inside the package: what lies outside is never followed. None where its list is damaged. */
  relations(part: string): Promise<Relation[]>;
}

export interface Relation {
  readonly id: string;
  /** the last word of the type's address: "slide", "worksheet", "chart" */
  readonly type: string;
  readonly target: string;
}

/** @throws READ_INFLATED_LIMIT, DOCUMENT_DAMAGED */
export async function openPackage(bytes: Uint8Array, limitMb: number): Promise<OfficePackage> {
  const archive = await openArchive(bytes, limitMb);
  // Names of parts are compared without regard to case.
  const names = new Map(archive.names.map((name) => [name.toLowerCase(), name]));
  const entry = (part: string) => {
    const name = names.get(part.toLowerCase());
    if (name === undefined) throw new AppError("DOCUMENT_DAMAGED", { data: { part } });
    return name;
  };
  const opened: OfficePackage = {
    names: archive.names,
    inflated: archive.inflated,
    has: (part) => names.has(part.toLowerCase()),
    stream: (part) => archive.stream(entry(part)),
    tree: (part) => readXmlTree(archive.stream(entry(part))),
    async relations(part) {
      const list = path.posix.join(path.posix.dirname(part), "_rels", `${path.posix.basename(part)}.rels`);
      if (!opened.has(list)) return [];
      return relationsIn(archive, entry(list), part);
    },
  };
  return opened;
}

async function relationsIn(archive: Archive, list: string, part: string): Promise<Relation[]> {
  let root: XmlElement;
  try {
    root = await readXmlTree(archive.stream(list));
  } catch (error) {
    // The text of the part itself may still be read.
    if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return [];
    throw error;
  }
  return childrenOf(root, "rel:Relationship").flatMap(({ attributes }) => {
    const { Id: id, Type: type, Target: target, TargetMode: mode } = attributes;
    if (id === undefined || type === undefined || target === undefined || mode === "External") return [];
    const inside = target.startsWith("/") ? target : path.posix.join("/", path.posix.dirname(part), target);
    return [{ id, type: type.slice(type.lastIndexOf("/") + 1), target: path.posix.normalize(inside).slice(1) }];
  });
}

/** What the properties of the package call it (ECMA-376 part 2, 10); null where they are silent or damaged. */
export async function titleProperty(opened: OfficePackage): Promise<string | null> {
  const part = (await opened.relations("")).find(({ type }) => type === "core-properties")?.target;
  if (part === undefined || !opened.has(part)) return null;
  try {
    return charactersOf(childOf(await opened.tree(part), "dc:title")).trim() || null;
  } catch (error) {
    if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return null;
    throw error;
  }
}

/** The part that the package is about, else the usual place of it. @throws DOCUMENT_DAMAGED */
export async function mainPart(opened: OfficePackage, usual: string): Promise<string> {
  const named = (await opened.relations("")).find(({ type }) => type === "officeDocument")?.target;
  const found = [named, usual].find((part) => part !== undefined && opened.has(part));
  if (found === undefined) throw new AppError("DOCUMENT_DAMAGED", { data: { part: usual } });
  return found;
}
