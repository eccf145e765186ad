import { eventIterator, oc } from "@orpc/contract";
import * as z from "zod";
import { problemSchema } from "./errors.ts";

/** characters that a passphrase has at least */
export const shortestPassphrase = 10;
const passphrase = z.string().max(1000);

export const vaultStateSchema = z.strictObject({
  /**
   * `off`: the library is not encrypted; `open`: it is, and is open; `locked`: it waits for its key; `switching`: its files are being
   * encrypted, or brought back
   */
  status: z.enum(["off", "open", "locked", "switching"]),
  /** what opens it; null where it is not encrypted */
  by: z.enum(["passphrase", "keychain"]).nullable(),
  /** where files are being encrypted or brought back, or the process that did so was ended in the middle */
  switching: z
    .strictObject({
      to: z.enum(["on", "off"]),
      /** bytes */
      done: z.number(),
      total: z.number(),
      /** why it did not come to its end */
      problem: problemSchema.nullable(),
    })
    .nullable(),
  /** whether the system's keychain could hold the key */
  hasKeychain: z.boolean(),
  /** whether this program locks it and switches encryption; one that runs for a command does not */
  canSwitch: z.boolean(),
});
export type VaultState = z.infer<typeof vaultStateSchema>;

/** Encryption of the library at rest. These calls are answered while it is locked; all others are refused then with LIBRARY_LOCKED. */
export const vaultContract = {
  state: oc.output(vaultStateSchema),
  /** The state, and every later one. */
  watch: oc.output(eventIterator(vaultStateSchema)),
  /**
   * Opens the library; goes on first with what was broken off.
   * Throws PASSPHRASE_WRONG, LIBRARY_LOCKED where the keychain does not give the key, and what opening throws.
   */
  unlock: oc.input(
    z.strictObject({
      /** null: the key is in the keychain */
      passphrase: passphrase.nullable(),
      /** takes back what was broken off */
      undo: z.boolean().default(false),
    }),
  ),
  /** Closes the library and forgets its key; work under way is put away as at the end of the application. */
  lock: oc,
  /** Encrypts the library. It is closed meanwhile. Throws PASSPHRASE_SHORT, KEYCHAIN_CLOSED, DISK_FULL */
  turnOn: oc.input(z.strictObject({ passphrase: passphrase.nullable() })),
  /** Brings it back. It is closed meanwhile. Throws PASSPHRASE_WRONG */
  turnOff: oc.input(z.strictObject({ passphrase: passphrase.nullable() })),
  /** No file but that of the key is written again. Throws PASSPHRASE_WRONG, PASSPHRASE_SHORT */
  changePassphrase: oc.input(z.strictObject({ current: passphrase, next: passphrase })),
  /** Somebody is at it: the time after which it locks itself begins anew. */
  seen: oc,
};
