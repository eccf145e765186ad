import type { Logger, SecretStore } from "../core/ports.ts";
import { createFileSecrets } from "../host/fileSecrets.ts";
import type { ElectronApi } from "./electronApi.ts";

/**
 * Secrets sealed by the system's keychain in a file of the data folder. Where the system has none, or Electron has but a password that
 * everybody knows (`basic_text` on Linux), they are kept as elsewhere, in a file for its owner alone, which counts as no keychain.
 * What can be done is known once Electron is ready, and asked at each secret until there is a keychain.
 */
export function createSafeSecrets(
  { safeStorage }: Pick<ElectronApi, "safeStorage">,
  deps: { readonly data: string; readonly logger: Logger; readonly filesKey?: () => Buffer | null },
  platform: NodeJS.Platform,
): SecretStore {
  const mayHaveKeychain = (): boolean =>
    platform !== "linux" || !["basic_text", "unknown"].includes(safeStorage.getSelectedStorageBackend());
  const cipher = {
    seal: async (secret: string) => (await safeStorage.encryptStringAsync(secret)).toString("base64"),
    open: async (sealed: string) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, "base64"))).result,
  };
  return createFileSecrets(deps, async () =>
    mayHaveKeychain() && (await safeStorage.isAsyncEncryptionAvailable()) ? cipher : null,
  );
}
