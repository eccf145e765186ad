import os from "node:os";
import path from "node:path";

/**
 * Folder of everything Tramontane keeps: `TRAMONTANE_DATA_DIR` where set, else the platform's place for application
 * data. The window, the local server and the command line share it.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TRAMONTANE_DATA_DIR) return path.resolve(env.TRAMONTANE_DATA_DIR);
  switch (process.platform) {
    case "darwin":
      return path.join(os.homedir(), "Library", "Application Support", "Tramontane");
    case "win32":
      return path.join(env.APPDATA ?? path.join(os.homedir(), "AppData", "Roaming"), "Tramontane");
    default:
      return path.join(env.XDG_DATA_HOME ?? path.join(os.homedir(), ".local", "share"), "tramontane");
  }
}
