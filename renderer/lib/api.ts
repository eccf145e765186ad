import { createContext, useContext } from "react";
import { internalError } from "../../electron/contract/errors.ts";
import type { Api } from "./client.ts";

export const ApiContext = createContext<Api | null>(null);

/** The contract's calls. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw internalError("No ApiContext above this component.");
  return api;
}
