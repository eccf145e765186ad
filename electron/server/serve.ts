import path from "node:path";
import { parseArgs } from "node:util";
import { createApp } from "../api/createApp.ts";
import { createLibraryHost } from "../api/createLibraryHost.ts";
import { openForPeople } from "../door/openLibrary.ts";
import { applicationFolder, applicationVersion } from "../host/applicationFolder.ts";
import { dataFolder } from "../host/dataFolder.ts";
import { createNodePorts } from "../host/nodePorts.ts";
import type { NodeSpawner } from "../host/nodeSpawner.ts";
import { catchUncaught } from "../host/uncaught.ts";
import { createServer } from "./createServer.ts";
import { createWords } from "../words/words.ts";
import { openBrowser } from "./openBrowser.ts";

/** Runs the local server: prints its address on stdout and opens the browser unless `--headless`. */
export async function serve(spawner: NodeSpawner): Promise<void> {
  const { values } = parseArgs({
    options: {
      headless: { type: "boolean", default: false },
      port: { type: "string", default: "0" },
      "data-dir": { type: "string" },
    },
    strict: false,
  });
  const data = typeof values["data-dir"] === "string" ? path.resolve(values["data-dir"]) : dataFolder();
  const folder = applicationFolder();
  const ports = createNodePorts({ data, resources: path.join(folder, "resources") }, "server", spawner);
  const uncaught = catchUncaught(ports.logger);
  const { clock, logger } = ports;
  const version = applicationVersion();
  const host = await createLibraryHost({
    vault: ports.vault,
    clock,
    logger,
    hasKeychain: () => Promise.resolve(false),
    open: (keys, vault) =>
      openForPeople({
        data,
        version,
        clock,
        logger,
        create: () => createApp({ ports, version, door: "browser", keys, vault }),
      }),
  });
  host.onSwitch((app) => {
    if (app !== null) uncaught.tellTo(app.core.notices.tell);
  });
  // By now whoever has a model has asked for its process.
  spawner.endEarly();
  const server = await createServer(host.current, {
    port: Number(values.port),
    rendererFolder: path.join(folder, "dist/renderer"),
  }).catch(async (error: unknown) => {
    await host.dispose();
    throw error;
  });

  process.stdout.write(`${server.address}\n`);
  if (!values.headless && !(await openBrowser(server.address))) {
    process.stderr.write(`${createWords().t("shell:noBrowser")}\n`);
  }

  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    await server.close();
    await host.dispose();
    process.exit(0);
  };
  process.on("SIGINT", () => void close());
  process.on("SIGTERM", () => void close());
}
