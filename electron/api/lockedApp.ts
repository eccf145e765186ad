import { isContractProcedure } from "@orpc/contract";
import { implement } from "@orpc/server";
import { contract } from "../contract/contract.ts";
import { AppError, errorTable } from "../contract/errors.ts";
import { toOrpcError, toWordedProblem } from "./appError.ts";
import type { App } from "./createApp.ts";
import { createVaultRouter, type VaultCalls } from "./vaultCalls.ts";

/** What doors mount while the library is locked: `vault` alone is answered. */
export function createLockedApp(calls: VaultCalls): Pick<App, "router" | "handleFiles"> {
  const router = { ...refusing(contract), vault: createVaultRouter(calls) } as unknown as App["router"];
  return {
    router,
    handleFiles(request) {
      if (!new URL(request.url).pathname.startsWith("/files")) return Promise.resolve(null);
      const error = new AppError("LIBRARY_LOCKED");
      return Promise.resolve(Response.json(toWordedProblem(error), { status: errorTable[error.code].status }));
    },
  };
}

function refusing(part: object): object {
  if (isContractProcedure(part)) {
    return implement(part).handler(() => {
      throw toOrpcError(new AppError("LIBRARY_LOCKED"));
    });
  }
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, refusing(each as object)]));
}
