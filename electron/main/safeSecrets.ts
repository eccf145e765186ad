import type { Logger, SecretStore } from "../core/ports.ts";
import { createFileSecrets } from "../host/fileSecrets.ts";
import type { ElectronApi } from "./electronApi.ts";

/**
 * Secrets sealed by the system's keychain in a file of the data folder. Where the system has none, or Electron has but a password that
 * everybody knows (`basic_text` on Linux), they are kept as elsewhere, in a file for its owner alone, which counts as no keychain.
 * What can be done is known once Electron is ready, and asked at the first secret.
 */
export function createSafeSecrets(
  { safeStorage }: Pick<ElectronApi, "safeStorage">,
  deps: { readonly data: string; readonly logger: Logger },
  platform: NodeJS.Platform,
): SecretStore {
  const hasKeychain = (): boolean =>
    platform !== "linux" || !["basic_text", "unknown"].includes(safeStorage.getSelectedStorageBackend());
  let made: Promise<SecretStore> | null = null;
  let kind: SecretStore["kind"] | null = null;

  async function choose(): Promise<SecretStore> {
    const isSealed = hasKeychain() && (await safeStorage.isAsyncEncryptionAvailable());
    const store = createFileSecrets(
      deps,
      isSealed
        ? {
            seal: async (secret) => (await safeStorage.encryptStringAsync(secret)).toString("base64"),
            open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, "base64"))).result,
          }
        : null,
    );
    kind = store.kind;
    return store;
  }

  const store = (): Promise<SecretStore> => (made ??= choose());
  return {
    get kind() {
      return kind ?? (hasKeychain() ? "keychain" : "file");
    },
    get: async (name) => (await store()).get(name),
    set: async (name, secret) => (await store()).set(name, secret),
  };
}
