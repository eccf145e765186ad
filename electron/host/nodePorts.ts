import { randomBytes } from "node:crypto";
import type { Clock, IdSource, Paths, Ports, ProcessSpawner, ThreadStarter } from "../core/ports.ts";
import { createVault, type Vault } from "../core/vault/vault.ts";
import { createFileLogger } from "./fileLogger.ts";
import { createFileSecrets } from "./fileSecrets.ts";
import { createNodeSpawner } from "./nodeSpawner.ts";
import { createNodeThreads } from "./nodeThreads.ts";
import { createProgramStarter } from "./programStarter.ts";
import { systemClock } from "./systemClock.ts";
import { createSystemPower } from "./systemPower.ts";
import { systemPerson } from "./systemPerson.ts";

export { createVault, type Vault, type VaultKeys } from "../core/vault/vault.ts";

/** The ports of a shell that runs on plain Node: the local server, the command line and the tests. */

export { systemClock } from "./systemClock.ts";

/** UUID version 7 (RFC 9562): 48 bits of milliseconds, then random. */
export function createIds(clock: Clock): IdSource {
  return {
    next() {
      const bytes = randomBytes(16);
      bytes.writeUIntBE(clock.now(), 0, 6);
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      const hex = bytes.toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

/** `TRAMONTANE_OFFLINE=1` in the environment, or `--offline` among the arguments: nothing but this computer is connected to. */
export function isForcedOffline(): boolean {
  const { TRAMONTANE_OFFLINE: value = "" } = process.env;
  return !/^(?:0|false|no|)$/iu.test(value.trim()) || process.argv.includes("--offline");
}

/** All ports of a shell on plain Node. `name` names the log file. */
export function createNodePorts(
  paths: Paths,
  name: string,
  spawner: ProcessSpawner = createNodeSpawner(),
  threads: ThreadStarter = createNodeThreads(),
): Ports & { readonly vault: Vault } {
  const { data } = paths;
  const filesKey = (): Buffer | null => vault.keys()?.files ?? null;
  const logger = createFileLogger(data, name, filesKey);
  // Plain Node has no keychain.
  const vault = createVault({ data, keychain: null, logger });
  return {
    clock: systemClock,
    ids: createIds(systemClock),
    logger,
    secrets: createFileSecrets({ data, logger, filesKey }),
    vault,
    paths,
    spawner,
    threads,
    programs: createProgramStarter(),
    power: createSystemPower(systemClock),
    person: systemPerson,
    isOffline: isForcedOffline(),
  };
}
