import type { TextTask } from "../textWorker/textTask.ts";
import { claimsOf, type GivenClaim } from "./claims.ts";

export const claimsTask: TextTask<string, GivenClaim[]> = { name: "claims", run: claimsOf };
