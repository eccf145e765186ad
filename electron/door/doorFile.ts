import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";

/** How a command finds the application that has the library open. Whoever can read the data folder may come in. */
const doorSchema = z.object({ port: z.int().min(1).max(65_535), key: z.string().min(32) });
export type DoorAddress = z.infer<typeof doorSchema>;

function fileIn(data: string): string {
  return path.join(data, "door.json");
}

/** Null where nobody has one open; what is there may be left from one who ended badly. */
export async function readDoor(data: string): Promise<DoorAddress | null> {
  try {
    return doorSchema.parse(JSON.parse(await readFile(fileIn(data), "utf8")));
  } catch {
    return null;
  }
}

export async function writeDoor(data: string, address: DoorAddress): Promise<void> {
  const file = fileIn(data);
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, JSON.stringify(address), { mode: 0o600, flag: "wx" });
  await rename(`${file}.new`, file);
}

export async function removeDoor(data: string): Promise<void> {
  await rm(fileIn(data), { force: true });
}
