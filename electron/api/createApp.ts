import { createRouterClient } from "@orpc/server";
import type { AppInfo, ReceivedFile } from "../contract/app.ts";
import { type Core, createCore } from "../core/createCore.ts";
import type { Errands } from "../core/errands/createErrands.ts";
import { createExporter } from "../core/export/export.ts";
import type { Ports } from "../core/ports.ts";
import type { VaultKeys } from "../core/vault/vault.ts";
import { createServing, type ServingDoor } from "../serve/createServing.ts";
import { createWords } from "../words/words.ts";
import { handleFiles, receiveFile, type ReceiveFileOptions, receivePath, type ReceivePathOptions } from "./files.ts";
import { type AppRouter, createRouter } from "./router.ts";
import { fixedVault, type VaultCalls } from "./vaultCalls.ts";

export type { Bringing, Errand } from "../core/errands/createErrands.ts";

/** What a door mounts: the router over the contract, the files, and the end. */
export interface App {
  readonly router: AppRouter;
  /** null for a path that is not `/files…` */
  handleFiles(request: Request): Promise<Response | null>;
  /** Takes in a file of this machine, for the command line and for files the system hands over. */
  receivePath(path: string, options?: ReceivePathOptions): Promise<ReceivedFile>;
  /** Takes in a file that comes as bytes. */
  receiveFile(name: string, bytes: AsyncIterable<Uint8Array>, options?: ReceiveFileOptions): Promise<ReceivedFile>;
  /** what commands work with that keep nothing */
  readonly errands: Errands;
  readonly serving: Pick<ServingDoor, "open">;
  readonly core: Pick<Core, "store" | "changes" | "engine" | "notices" | "connections">;
  /** Whether a job is under way that somebody waits for. */
  isWorking(): boolean;
  dispose(): Promise<void>;
}

/** @throws DATABASE_FROM_FUTURE, DATA_DIR_LOCKED, DATA_DIR_UNWRITABLE */
export async function createApp(options: {
  ports: Ports;
  version: string;
  door: AppInfo["door"];
  /** by which the library is encrypted */
  keys?: VaultKeys | null;
  /** of who can lock it, or encrypt it */
  vault?: VaultCalls;
}): Promise<App> {
  const { keys = null } = options;
  const core = await createCore(options.ports, {
    ...options,
    keys,
    exporter: createExporter(createWords()),
  });
  // At a terminal it is opened where that is asked for.
  const serving = createServing(core, {
    follows: options.door !== "terminal",
    client: () => createRouterClient(router, { context: {} }),
  });
  const router = createRouter(core, serving, options.vault ?? fixedVault(keys !== null));
  return {
    router,
    serving,
    errands: core.errands,
    handleFiles: (request) => handleFiles(core, request),
    receivePath: (path, options) => receivePath(core, path, options),
    receiveFile: (name, bytes, options) => receiveFile(core, name, bytes, options),
    core,
    isWorking: () => core.jobs.list().some(({ status }) => status === "running"),
    async dispose() {
      await serving.dispose();
      await core.dispose();
    },
  };
}
