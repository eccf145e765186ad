import path from "node:path";
import { parseArgs } from "node:util";
import { AppError, type ErrorDataOf } from "../contract/errors.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../contract/summaries.ts";
import { dataFolder } from "../host/dataFolder.ts";

export interface Options {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly noModel: boolean;
  readonly forecast: boolean;
  readonly summary: SummaryOptions;
  readonly model: string | null;
  readonly password: string | undefined;
  readonly port: number;
  readonly data: string;
}

/** @throws USAGE */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage({ reason: "PORT" });
  return {
    words: positionals,
    json: values.json ?? false,
    noModel: values["no-model"] ?? false,
    forecast: values.forecast ?? false,
    summary: summaryOptions(values),
    model: values.model ?? null,
    password: values.password,
    port,
    data: values["data-dir"] ? path.resolve(values["data-dir"]) : dataFolder(),
  };
}

const chosenOptions = ["length", "language", "audience", "structure", "mode"] as const;

function summaryOptions(values: ReturnType<typeof parse>["values"]): SummaryOptions {
  const parsed = summaryOptionsSchema.safeParse({
    focus: values.focus?.trim(),
    ...Object.fromEntries(chosenOptions.map((name) => [name, values[name]])),
  });
  if (parsed.success) return parsed.data;
  const wrong = chosenOptions.find((name) => parsed.error.issues.some(({ path: [key] }) => key === name));
  if (wrong === undefined) throw usage({ reason: "FOCUS" });
  const allowed = summaryOptionsSchema.shape[wrong].unwrap().options;
  throw usage({ reason: "ALLOWED", option: wrong, allowed: [...allowed] });
}

export function usage(data: ErrorDataOf<"USAGE">): AppError {
  return new AppError("USAGE", { data });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        "no-model": { type: "boolean" },
        forecast: { type: "boolean" },
        length: { type: "string" },
        focus: { type: "string" },
        language: { type: "string" },
        audience: { type: "string" },
        structure: { type: "string" },
        mode: { type: "string" },
        model: { type: "string" },
        password: { type: "string" },
        port: { type: "string" },
        "data-dir": { type: "string" },
      },
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("USAGE", { data: { reason: "ARGUMENTS", detail }, cause });
  }
}
