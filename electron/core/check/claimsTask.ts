import type { GivenClaim } from "../../contract/check.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { claimsOf } from "./claims.ts";

export const claimsTask: TextTask<string, GivenClaim[]> = { name: "claims", run: claimsOf };
