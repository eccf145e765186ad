import { type AppError, errorTable } from "../../contract/errors.ts";
import type { Words } from "../../words/words.ts";
import { errorMessage } from "../errorMessage.ts";

/** An error as OpenAI has it. */
export interface OpenaiError {
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      /** the field of the request that is meant */
      readonly param: string | null;
      readonly code: string;
    };
  };
}

const unknownModel = ["MODEL_NOT_FOUND", "ENDPOINT_UNKNOWN", "ENDPOINT_MODEL_GONE", "NO_MODEL"];

export function openaiError(error: AppError, words: Words): OpenaiError {
  const { code, data } = error;
  const said = (status: number, named: string, param: unknown = null, message = words.error(error.toProblem())) => ({
    status,
    body: { error: { message, type: typeOf(status), param: typeof param === "string" ? param : null, code: named } },
  });
  if (unknownModel.includes(code)) return said(404, "model_not_found", "model");
  switch (code) {
    case "CONTEXT_TOO_SMALL": {
      const { promptTokens: asked, contextSize: most, field: param = "messages" } = data ?? {};
      if (typeof asked !== "number" || typeof most !== "number") return said(400, "context_length_exceeded", param);
      return said(
        400,
        "context_length_exceeded",
        param,
        words.t(param === "truncation" ? "api:truncation" : "api:context", { asked, most }),
      );
    }
    case "INVALID_INPUT":
      return said(
        400,
        data?.["reason"] === "NOT_SUPPORTED" ? "unsupported_value" : "invalid_value",
        data?.["field"],
        errorMessage(error, words),
      );
    case "MODEL_CANNOT":
      return said(400, "unsupported_value", data?.["what"]);
    case "MODEL_CANNOT_CHAT":
    case "MODEL_WRONG_TASK":
      return said(400, "unsupported_model", "model");
    case "UNAUTHORIZED":
      return said(401, "invalid_api_key");
    case "ENDPOINT_BUSY":
    case "HUB_BUSY":
      return said(429, "rate_limit_exceeded");
    default:
      return said(errorTable[code].status, code.toLowerCase());
  }
}

function typeOf(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 404) return "not_found_error";
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "api_error";
}
