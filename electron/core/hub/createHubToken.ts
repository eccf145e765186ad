import { AppError, toAppError } from "../../contract/errors.ts";
import { hubAddressSchema } from "../../contract/settings.ts";
import type { SecretStore } from "../ports.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The hub, where the environment names no other. */
const usualAddress = "https://huggingface.co";

/** `HF_ENDPOINT` as the hub's own programs have it, `MODEL_ENDPOINT` as llama.cpp has it. @throws INVALID_INPUT */
export function hubAddress(env: Environment): string {
  for (const name of ["HF_ENDPOINT", "MODEL_ENDPOINT"]) {
    const address = env[name]?.trim();
    if (!address) continue;
    if (!hubAddressSchema.safeParse(address).success) throw new AppError("INVALID_INPUT", { data: { field: name } });
    return address;
  }
  return usualAddress;
}

/** What opens gated repositories. */
export interface HubToken {
  /** null where there is none */
  get(): Promise<string | null>;
  set(token: string | null): Promise<void>;
}

/** The name that it is kept under. */
const secretName = "hub";

/** Most of the hub is open to everybody, and what is not says so. */
function withoutKeychain(thrown: unknown): null {
  if (toAppError(thrown).code !== "KEYCHAIN_CLOSED") throw thrown;
  return null;
}

/** That of the environment (`HF_TOKEN`) comes first: it is of this call alone. */
export function createHubToken(env: Environment, secrets: SecretStore): HubToken {
  return {
    get: async () => env["HF_TOKEN"]?.trim() || (await secrets.get(secretName).catch(withoutKeychain)),
    set: (token) => secrets.set(secretName, token),
  };
}
