import { statfs } from "node:fs/promises";

/** Bytes that are free for this user where the folder lies. @throws what the file system throws */
export async function measureFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
