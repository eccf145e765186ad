import { AppError, toAppError } from "../contract/errors.ts";
import type { VaultState } from "../contract/vault.ts";
import { enterDoor } from "../door/enterDoor.ts";
import { applicationFolder, applicationVersion } from "../host/applicationFolder.ts";
import { readLogs } from "../host/fileLogger.ts";
import { createNodePorts } from "../host/nodePorts.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { libraryKeys, readPassphrase, showProgress } from "./passphrase.ts";
import { jsonLine, words } from "./words.ts";

const { t } = words;
const actions = ["on", "off", "passphrase", "lock", "logs"] as const;
type Action = (typeof actions)[number];

/** `vault [on|off|passphrase|lock|logs]`: whether the library is encrypted, and what can be done about it. */
export async function vault(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("vault", args);
  const [word, ...more] = options.words;
  const action = actions.find((each) => each === word) ?? null;
  if (more.length > 0 || (word !== undefined && action === null)) throw usage({ reason: "VAULT" });
  const entered = await enterDoor(options.data, applicationVersion());
  if (entered) {
    try {
      return await throughDoor(entered.client.vault, action, options, signal);
    } finally {
      entered.leave();
    }
  }
  return await alone(action, options, signal);
}

/** Where the application is open, it closes its library and does it. */
async function throughDoor(
  calls: NonNullable<Awaited<ReturnType<typeof enterDoor>>>["client"]["vault"],
  action: Action | null,
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  if (action === null) return tell(await calls.state(), options);
  const state = await calls.state();
  const given = { ...options, by: state.by };
  if (action === "on") await calls.turnOn({ passphrase: await newPassphrase(options, signal) });
  if (action === "off") await calls.turnOff({ passphrase: await currentPassphrase(given, signal) });
  if (action === "lock") await calls.lock();
  if (action === "passphrase") {
    const current = await readPassphrase(options.passphraseFile, t("cli:vault.ask"), signal);
    await calls.changePassphrase({ current, next: await newPassphrase(options, signal) });
  }
  if (action === "logs") throw new AppError("DATA_DIR_LOCKED");
  process.stdout.write(`${t(`cli:vault.done.${action}`)}\n`);
  return 0;
}

async function alone(action: Action | null, options: Options, signal: AbortSignal): Promise<number> {
  const ports = createNodePorts({ data: options.data, resources: applicationFolder() }, "terminal");
  const { vault: own } = ports;
  const file = own.file();
  switch (action) {
    case null:
      return tell(
        {
          status: file === null ? "off" : "locked",
          by: file?.slot.kind ?? null,
          switching: null,
          hasKeychain: false,
          canSwitch: true,
        },
        options,
      );
    case "on":
      if (file !== null && file.state === "sealed") throw new AppError("LIBRARY_LOCKED");
      if (file === null) await own.turnOn(await newPassphrase(options, signal), showProgress());
      else await libraryKeys(own, options, signal);
      break;
    case "off":
      if (file === null) break;
      own.requireFree();
      await own.unlock(await currentPassphrase({ ...options, by: file.slot.kind }, signal));
      await own.turnOff(showProgress());
      break;
    case "passphrase": {
      const current = await readPassphrase(options.passphraseFile, t("cli:vault.ask"), signal);
      await own.changePassphrase(current, await newPassphrase(options, signal));
      break;
    }
    case "lock":
      // Nobody has it open.
      break;
    case "logs": {
      const keys = await libraryKeys(own, options, signal);
      for (const { lines } of readLogs(options.data, keys?.files ?? Buffer.alloc(32))) {
        for (const line of lines) process.stdout.write(`${line}\n`);
      }
      return 0;
    }
  }
  process.stdout.write(`${t(`cli:vault.done.${action}`)}\n`);
  return 0;
}

function tell(state: VaultState, { json }: Options): number {
  const { status, by } = state;
  process.stdout.write(json ? jsonLine({ status, by }) : `${t(`cli:vault.status.${status}`)}\n`);
  return 0;
}

/** Typed twice where it is typed. @throws PASSPHRASE_WRONG where the two differ */
async function newPassphrase(options: Options, signal: AbortSignal): Promise<string> {
  const { newPassphraseFile } = options;
  const first = await readPassphrase(newPassphraseFile, t("cli:vault.askNew"), signal);
  if (newPassphraseFile !== null) return first;
  const second = await readPassphrase(null, t("cli:vault.askAgain"), signal);
  if (first !== second) throw toAppError(usage({ reason: "VAULT_TWICE" }));
  return first;
}

async function currentPassphrase(
  { by, passphraseFile }: Pick<Options, "passphraseFile"> & { readonly by: VaultState["by"] },
  signal: AbortSignal,
): Promise<string | null> {
  return by === "keychain" ? null : await readPassphrase(passphraseFile, t("cli:vault.ask"), signal);
}
