import { AppError, toAppError } from "../../../contract/errors.ts";
import { retryAfter } from "../../net/answers.ts";
import { saysNoTools } from "./toolMessages.ts";

/** Whom an error is about, and what must not be told in it. */
export interface Blamed {
  /** of the endpoint */
  readonly name: string;
  readonly key: string | null;
  /** the model that was asked for; absent where none was */
  readonly model?: string;
}

/** Seconds until the endpoint may be asked again, where it said so; else null. */
export function secondsToWait(thrown: unknown): number | null {
  const { code, data } = toAppError(thrown);
  return code === "ENDPOINT_BUSY" && typeof data?.["seconds"] === "number" ? data["seconds"] : null;
}

/** What a failure of the connection is to who asked the endpoint. @param begun the answer had begun to arrive */
export function ofConnection(thrown: unknown, { name }: Blamed, begun: boolean): AppError {
  const error = toAppError(thrown);
  if (error.code !== "CONNECTION_FAILED") return error;
  if (begun) return new AppError("ENDPOINT_BROKE_OFF", { data: { name }, cause: thrown });
  const { reason, fingerprint } = error.data ?? {};
  return new AppError("ENDPOINT_UNREACHABLE", {
    data: {
      name,
      ...(reason === "TLS" && typeof fingerprint !== "string" && { reason: "ENCRYPTION" as const }),
      ...(reason === "TLS" && typeof fingerprint === "string" && { reason: "CERTIFICATE" as const, fingerprint }),
      ...(reason === "PUBLIC" && { reason: "PUBLIC" as const }),
    },
    cause: thrown,
  });
}

/**
 * What an answer says that is no success.
 * @param body as it came
 * @param now milliseconds since 1970
 */
export function ofAnswer(
  { status, headers }: Pick<Response, "status" | "headers">,
  body: string,
  blamed: Blamed,
  now: number,
): AppError {
  const { name, model, key } = blamed;
  const told = readError(body);
  const said = told === null ? null : tellable(told.message, key);
  if (status >= 300 && status < 400) return new AppError("ENDPOINT_NOT_AN_API", { data: { name, reason: "MOVED" } });
  if (status === 401 || status === 403) {
    return new AppError("ENDPOINT_REFUSED_KEY", { data: { name, ...(key === null && { reason: "NO_KEY" as const }) } });
  }
  if (status === 402) return new AppError("ENDPOINT_REFUSED_KEY", { data: { name, reason: "PAYMENT" } });
  if (status === 429 || status === 503 || status === 529) {
    return new AppError("ENDPOINT_BUSY", { data: { name, seconds: retryAfter(headers, now) ?? usualWait } });
  }
  const message = told?.message ?? "";
  if (told && (isTooLong(told) || status === 413)) return tooLong(told);
  // Some have no such model where it is asked for with tools.
  if (status < 500 && saysNoTools(message))
    return new AppError("ENDPOINT_NOT_SUPPORTED", { data: withWords(name, said) });
  if (model !== undefined && told && (status === 404 || (status < 500 && isGone(message)))) {
    return new AppError("ENDPOINT_MODEL_GONE", { data: { name, model } });
  }
  if (status === 408) return new AppError("ENDPOINT_BUSY", { data: { name, seconds: usualWait } });
  if (status === 501 || status === 405) return new AppError("ENDPOINT_NOT_SUPPORTED", { data: withWords(name, said) });
  if (status >= 500) return new AppError("ENDPOINT_FAILED", { data: { ...withWords(name, said), failed: status } });
  if (told === null) return new AppError("ENDPOINT_NOT_AN_API", { data: { name } });
  return new AppError("ENDPOINT_NOT_SUPPORTED", { data: withWords(name, said) });
}

/** What an error says that comes in place of a piece of an answer. */
export function ofStreamedError(error: unknown, blamed: Blamed): AppError {
  const told = messageOf(error);
  if (told && isTooLong(told)) return tooLong(told);
  const said = told === null ? null : tellable(told.message, blamed.key);
  return new AppError("ENDPOINT_FAILED", { data: withWords(blamed.name, said) });
}

/** Seconds, where it does not say. */
const usualWait = 5;

interface Told {
  readonly message: string;
  readonly type: string;
  readonly numbers: Readonly<Record<string, unknown>>;
}

/** The error in a body of JSON, in any of the forms that servers have for it. */
function readError(body: string): Told | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null) return null;
    const { error, detail, message, object } = parsed as Record<string, unknown>;
    return messageOf(error ?? (object === "error" || message !== undefined ? parsed : detail));
  } catch {
    return null;
  }
}

function messageOf(error: unknown): Told | null {
  if (error === undefined || error === null) return null;
  if (typeof error === "string") return { message: error, type: "", numbers: {} };
  if (typeof error !== "object") return null;
  const fields = error as Record<string, unknown>;
  const { message, type, code } = fields;
  return {
    message: typeof message === "string" ? message : JSON.stringify(error),
    type: `${typeof type === "string" ? type : ""} ${typeof code === "string" ? code : ""}`,
    numbers: fields,
  };
}

function isTooLong({ message, type }: Told): boolean {
  return (
    /context_length_exceeded|exceed_context_size/u.test(type) ||
    /(?:maximum|model's|exceeds? the(?: available)?) context (?:length|size)|context (?:length|size|window) (?:is |has been )?exceeded|prompt is too long|too large for model with \d+ maximum context/iu.test(
      message,
    )
  );
}

function tooLong({ message, numbers }: Told): AppError {
  const asNumber = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
  const read = (pattern: RegExp): number | undefined => {
    const digits = pattern.exec(message)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const contextSize = asNumber(numbers["n_ctx"]) ?? read(/(?:maximum|max)[^.\d]{0,60}?(\d{3,})/iu);
  const promptTokens =
    asNumber(numbers["n_prompt_tokens"]) ??
    read(/(?:requested|resulted in|prompt contains|contains at least)[^\d]{0,30}(\d{3,})/iu);
  return new AppError("CONTEXT_TOO_SMALL", {
    data: {
      reason: "PROMPT",
      ...(promptTokens !== undefined && { promptTokens }),
      ...(contextSize !== undefined && { contextSize }),
    },
  });
}

function isGone(message: string): boolean {
  return /model\b.{0,200}\b(?:not found|does not exist|not exist|unknown|no longer|is not available)|(?:invalid|unknown|no such) model/iu.test(
    message,
  );
}

/** Words of a server, without the key that some of them repeat. */
function tellable(message: string, key: string | null): string {
  const line = message.replaceAll(/\s+/gu, " ").trim();
  return (key === null ? line : line.replaceAll(key, "…")).slice(0, 300);
}

function withWords(name: string, said: string | null) {
  return said === null || said === "" ? { name } : { name, said };
}
