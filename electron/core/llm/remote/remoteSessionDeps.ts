import type { FoundModel } from "../../../contract/endpoints.ts";
import type { Clock } from "../../ports.ts";
import type { EndpointClient } from "./endpointClient.ts";
import type { KnownEndpoint } from "./knownEndpoint.ts";

/** What a session with a model of an endpoint needs. */
export interface RemoteSessionDeps {
  readonly clock: Clock;
  /** of the API */
  readonly api: EndpointClient;
  /** of the server's root, where it has routes of its own */
  readonly root: EndpointClient;
  readonly endpoint: Pick<KnownEndpoint, "name" | "kind" | "waitSeconds">;
  /** the model as the server names it */
  readonly model: string;
  /** what is known of the model; what a request teaches is kept */
  found(): FoundModel;
  keep(patch: Partial<FoundModel>): void;
  /** What was found is of another build of the server: it is tried again when the model is opened next. */
  outdated(): void;
  readonly key: () => Promise<string | null>;
  readonly contextTokens: number;
  /** requests at a time, at least 1 */
  parallelism(): number;
}
