import path from "node:path";
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from "electron";
import { createApp } from "../api/createApp.ts";
import { createLibraryHost } from "../api/createLibraryHost.ts";
import type { Logger, SecretStore } from "../core/ports.ts";
import { createVault, type Vault } from "../host/nodePorts.ts";
import { openForPeople } from "../door/openLibrary.ts";
import { applicationFolder, applicationVersion } from "../host/applicationFolder.ts";
import { dataFolder } from "../host/dataFolder.ts";
import { createFileLogger } from "../host/fileLogger.ts";
import { createIds, isForcedOffline, systemClock } from "../host/nodePorts.ts";
import { createNodeThreads } from "../host/nodeThreads.ts";
import { createProgramStarter } from "../host/programStarter.ts";
import { catchUncaught, type Uncaught } from "../host/uncaught.ts";
import { systemPerson } from "../host/systemPerson.ts";
import { createSystemPower } from "../host/systemPower.ts";
import { startShell } from "./startShell.ts";
import { createSafeSecrets } from "./safeSecrets.ts";
import { createElectronPower } from "./electronPower.ts";
import { createUtilitySpawner } from "./utilitySpawner.ts";

const electron = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
};
const folder = applicationFolder();
// Models and samples are read by native code and copied by path: in the packed application they lie beside the archive.
const resources = path.join(folder.replace(/\.asar$/u, ".asar.unpacked"), "resources");

let uncaught: Uncaught | null = null;
let vault: Vault | null = null;

function vaultOf(data: string, keychain: SecretStore, logger: Logger): Vault {
  return (vault ??= createVault({ data, keychain, logger }));
}

// Not awaited: Electron is ready only after this module has run to its end.
startShell({
  electron,
  async openLibrary(options) {
    const { ports, version } = options;
    const { clock, logger, paths, secrets } = ports;
    const library = await createLibraryHost({
      vault: vaultOf(paths.data, secrets, logger),
      clock,
      logger,
      hasKeychain: async () => (await secrets.kind()) === "keychain",
      open: (keys, vault) =>
        openForPeople({
          data: paths.data,
          version,
          clock,
          logger,
          create: () => createApp({ ...options, keys, vault }),
        }),
    });
    library.onSwitch((app) => {
      if (app !== null) uncaught?.tellTo(app.core.notices.tell);
    });
    return library;
  },
  createPorts(data) {
    const filesKey = (): Buffer | null => vault?.keys()?.files ?? null;
    const logger = createFileLogger(data, "window", filesKey);
    uncaught = catchUncaught(logger);
    return {
      clock: systemClock,
      ids: createIds(systemClock),
      logger,
      paths: { data, resources },
      spawner: createUtilitySpawner(electron, path.join(folder, "dist/electron")),
      threads: createNodeThreads(),
      programs: createProgramStarter(),
      secrets: createSafeSecrets(electron, { data, logger, filesKey }, process.platform),
      // On Linux Electron tells of the battery but never of a change, nor of heat.
      power:
        process.platform === "linux"
          ? createSystemPower(systemClock)
          : createElectronPower(powerMonitor, process.platform),
      person: systemPerson,
      isOffline: isForcedOffline(),
    };
  },
  defaultData: dataFolder(),
  version: applicationVersion(),
  folder,
  platform: process.platform,
  argv: process.argv,
  workingFolder: process.cwd(),
}).catch((error: unknown) => {
  dialog.showErrorBox(`${app.getName()} cannot start`, String(error));
  app.exit(1);
});
