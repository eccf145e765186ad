import { type AppError, errorTable } from "../../contract/errors.ts";
import type { Words } from "../../words/words.ts";
import { errorMessage } from "../errorMessage.ts";

export interface WireError {
  readonly status: number;
  readonly body: {
    readonly type: "error";
    readonly error: { readonly type: string; readonly message: string };
  };
}

const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** An error of the core as the Messages API tells errors. */
export function toWireError(error: AppError, words: Words): WireError {
  const status = statusOf(errorTable[error.code].status);
  return {
    status,
    body: { type: "error", error: { type: types[status] ?? "api_error", message: errorMessage(error, words) } },
  };
}

function statusOf(status: number): number {
  if (types[status]) return status;
  if (status < 500) return 400;
  return status === 503 || status === 507 ? 529 : 500;
}
