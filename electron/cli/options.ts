import path from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "../contract/errors.ts";
import { dataFolder } from "../host/dataFolder.ts";

export interface Options {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly noModel: boolean;
  readonly length: "short" | "standard" | "detailed";
  readonly focus: string;
  readonly model: string | null;
  readonly password: string | undefined;
  readonly port: number;
  readonly data: string;
}

/** @throws USAGE */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const length = values.length ?? "standard";
  if (length !== "short" && length !== "standard" && length !== "detailed")
    throw usage("--length is short, standard or detailed.");
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage("--port is a number from 0 to 65535.");
  return {
    words: positionals,
    json: values.json ?? false,
    noModel: values["no-model"] ?? false,
    length,
    focus: values.focus ?? "",
    model: values.model ?? null,
    password: values.password,
    port,
    data: values["data-dir"] ? path.resolve(values["data-dir"]) : dataFolder(),
  };
}

export function usage(message: string): AppError {
  return new AppError("USAGE", { message });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        "no-model": { type: "boolean" },
        length: { type: "string" },
        focus: { type: "string" },
        model: { type: "string" },
        password: { type: "string" },
        port: { type: "string" },
        "data-dir": { type: "string" },
      },
    });
  } catch (cause) {
    throw new AppError("USAGE", { message: cause instanceof Error ? cause.message : String(cause), cause });
  }
}
