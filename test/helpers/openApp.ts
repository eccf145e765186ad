import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type App, createApp } from "../../electron/api/createApp.ts";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";
import { createNodePorts } from "../../electron/host/nodePorts.ts";
import { builtSpawner, builtThreads } from "./builtPrograms.ts";

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that goes away with the process of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-"));
  folders.push(folder);
  return folder;
}

/** The applications that are open now. */
export const openApps = new Set<App>();

/** The whole application on a folder of its own: real store, reader and engine processes. */
export async function openApp(
  data = temporaryFolder(),
  door: "browser" | "terminal" | "window" = "browser",
): Promise<App> {
  const resources = path.join(applicationFolder(), "resources");
  const ports = createNodePorts({ data, resources }, "test", builtSpawner(), builtThreads());
  const opened = await createApp({ ports, version: "0.0.0-test", door });
  const app: App = {
    ...opened,
    async dispose() {
      openApps.delete(app);
      await opened.dispose();
    },
  };
  openApps.add(app);
  return app;
}
