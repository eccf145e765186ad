import { AppError, toAppError } from "../../../contract/errors.ts";
import type { Outlet } from "../../net/outlet.ts";
import type { Clock, SecretStore } from "../../ports.ts";
import { createEndpointClient } from "./endpointClient.ts";
import { type KnownEndpoint, rootOf } from "./knownEndpoint.ts";

export interface ClientDeps {
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly secrets: Pick<SecretStore, "get">;
}

/** The name under which the key of an endpoint is kept. */
export function secretOf(endpointId: string): string {
  return `endpoint:${endpointId}`;
}

/** Both addresses of a server: that of its API and its root. */
export function clientsOf({ outlet, clock, secrets }: ClientDeps, endpoint: KnownEndpoint) {
  const key = async (): Promise<string | null> => {
    try {
      return await secrets.get(secretOf(endpoint.id));
    } catch (thrown) {
      if (toAppError(thrown).code !== "KEYCHAIN_CLOSED") throw thrown;
      throw new AppError("ENDPOINT_REFUSED_KEY", { data: { name: endpoint.name, reason: "KEYCHAIN" }, cause: thrown });
    }
  };
  const client = (url: string) => createEndpointClient({ outlet, clock, key }, { ...endpoint, url });
  return { api: client(endpoint.url), root: client(rootOf(endpoint.url)), key };
}
