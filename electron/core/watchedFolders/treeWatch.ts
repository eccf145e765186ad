import { type FSWatcher, watch } from "node:fs";
import { statfs } from "node:fs/promises";
import path from "node:path";

/** Tells that something happened in a folder or the folders in it, as well as the system can tell it. */
export interface TreeWatch {
  /**
   * Watches these folders from now on, "" for the folder itself.
   * @returns whether there are folders among them that were not watched before
   */
  cover(folders: readonly string[]): Promise<boolean>;
  /** interval: nobody tells of changes, so that they must be looked for */
  readonly by: "events" | "interval";
  close(): void;
}

/**
 * macOS and Windows tell of a whole tree. On Linux each folder is watched by itself: Node's recursive watch there takes one of the
 * system's watches for each file, of which there are not so many, and stops the process while it does.
 * @param onEvent told of a path within the folder, null where it is not known
 */
export function createTreeWatch(
  root: string,
  onEvent: (inner: string | null) => void,
  platform: NodeJS.Platform = process.platform,
): TreeWatch {
  const watchers = new Map<string, FSWatcher>();
  let by: TreeWatch["by"] = "events";
  let isLocal: boolean | null = null;

  return {
    async cover(folders) {
      isLocal ??= await tellsOfChanges(root, platform);
      if (!isLocal) by = "interval";
      if (by === "interval") return false;
      const wanted = new Set(platform === "linux" ? folders : [""]);
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      let isMore = false;
      for (const folder of wanted) {
        if (watchers.has(folder)) continue;
        isMore = true;
        if (!open(folder)) return false;
      }
      return isMore;
    },
    get by() {
      return by;
    },
    close,
  };

  function open(folder: string): boolean {
    try {
      const isTree = platform !== "linux";
      const watcher = watch(path.join(root, folder), { recursive: isTree, persistent: false }, (_type, name) => {
        if (name === null) return onEvent(null);
        const inner = name.split(path.sep).join("/");
        onEvent(folder === "" ? inner : `${folder}/${inner}`);
      });
      watcher.on("error", () => {
        // The folder is gone: the next look finds that out.
        watcher.close();
        watchers.delete(folder);
        onEvent(null);
      });
      watchers.set(folder, watcher);
      return true;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      // Gone meanwhile.
      if (code === "ENOENT" || code === "ENOTDIR") return true;
      // The system has no more watches, or does not let them be had there.
      close();
      by = "interval";
      return false;
    }
  }

  function close(): void {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  }
}

/** What other computers write in a folder of the network is told to nobody here. */
async function tellsOfChanges(root: string, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === "win32") return !root.startsWith("\\\\");
  if (platform !== "linux") return true;
  try {
    const { type } = await statfs(root);
    return !farFileSystems.has(type);
  } catch {
    return true;
  }
}

/** NFS, SMB, CIFS, SMB2, FUSE (sshfs and the like), 9P, AFS, Ceph: `linux/magic.h` */
const farFileSystems: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400,
]);
