import { createVault } from "../../electron/core/vault/vault.ts";

/** `node switchVault.ts FOLDER PASSPHRASE on|off`: switches the encryption of a library, for who kills it in the middle. */
const [data = "", passphrase = "", to] = process.argv.slice(2);
const vault = createVault({ data, keychain: null, logger: { info() {}, warn() {}, error() {} } });
if (vault.file() !== null) {
  await vault.unlock(passphrase);
  await vault.proceed(() => {});
}
if (to === "on" && vault.file() === null) await vault.turnOn(passphrase, () => {});
if (to === "off" && vault.file() !== null) await vault.turnOff(() => {});
