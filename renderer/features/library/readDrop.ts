import { deepestFolder, isSystemName, mostFiles } from "../../../electron/contract/folders.ts";

export interface FolderFile {
  readonly file: File;
  /** within the folder, "/" between folders */
  readonly path: string;
}

export interface DroppedFolder {
  readonly name: string;
  readonly files: readonly FolderFile[];
}

/** The files of a drop, and its folders still to be read: entries are only at hand while the drop is handled. */
export function readDrop(transfer: DataTransfer): { files: File[]; folders: FileSystemDirectoryEntry[] } {
  const files: File[] = [];
  const folders: FileSystemDirectoryEntry[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry && isDirectory(entry)) folders.push(entry);
    else if (file) files.push(file);
  }
  return { files, folders };
}

/** All files in it and in the folders inside it, by name, without what systems leave there; {@link mostFiles} at most. */
export async function readFolder(folder: FileSystemDirectoryEntry): Promise<DroppedFolder> {
  const files: FolderFile[] = [];
  const walk = async (directory: FileSystemDirectoryEntry, inner: string, depth: number): Promise<void> => {
    const entries = await entriesOf(directory);
    for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))) {
      if (isSystemName(entry.name) || files.length >= mostFiles) continue;
      const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (isDirectory(entry)) {
        if (depth < deepestFolder) await walk(entry, path, depth + 1);
      } else if (isFile(entry)) files.push({ file: await fileOf(entry), path });
    }
  };
  await walk(folder, "", 0);
  return { name: folder.name, files };
}

/** Whether a folder is a bundle by its manifest, which is read where it lies and not as documents. */
export async function isBundle(folder: FileSystemDirectoryEntry): Promise<boolean> {
  const manifest = await new Promise<FileSystemEntry | null>((resolve) =>
    folder.getFile("manifest.json", {}, resolve, () => resolve(null)),
  );
  if (!manifest || !isFile(manifest)) return false;
  const head = await (await fileOf(manifest)).slice(0, 1000).text();
  return head.includes('"tramontane-bundle"');
}

/** A browser hands over a hundred entries at a time, and none when there are no more. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
