import path from "node:path";
import { parseArgs } from "node:util";
import { AppError, type ErrorDataOf } from "../contract/errors.ts";
import {
  type SummaryOptionName,
  summaryOptionNames,
  type SummaryOptions,
  summaryOptionsSchema,
  summaryOptionTable,
} from "../contract/summaryOptions.ts";
import { dataFolder } from "../host/dataFolder.ts";
import { type CommandName, factsOf, optionTable } from "./commandTable.ts";

export interface Options {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly noModel: boolean;
  readonly forecast: boolean;
  /** documents and what is made of them stay in the library */
  readonly keep: boolean;
  /** the model goes on with a text instead of answering it */
  readonly complete: boolean;
  /** the file to save the result in; null for none */
  readonly save: string | null;
  /** the file of the statements to check, "-" for stdin; null for none */
  readonly claims: string | null;
  /** the file of texts with statements, "-" for stdin; null for none */
  readonly jsonl: string | null;
  /** the name of a template of columns, or its file; null for none */
  readonly template: string | null;
  /** the file to write a table to; null for none */
  readonly out: string | null;
  /** as CSV instead of text */
  readonly csv: boolean;
  /** what of it, names with commas between; null for all */
  readonly kinds: string | null;
  /** from which date on; null for all */
  readonly since: string | null;
  /** rules of a folder that is followed */
  readonly summarize: boolean;
  readonly beside: boolean;
  /** the table that gets its rows; null for none */
  readonly table: string | null;
  /** what becomes of documents whose files are deleted; null: as usual */
  readonly deleted: string | null;
  /** null: today */
  readonly day: string | null;
  readonly summary: SummaryOptions;
  readonly model: string | null;
  /** the endpoint whose model is used; null for none */
  readonly endpoint: string | null;
  /** the file of a key, "-" for stdin; null for none */
  readonly keyFile: string | null;
  /** what an endpoint may be used for, with commas between; null for everything */
  readonly tasks: string | null;
  /** tokens of context of an endpoint's models, and requests that it is given at a time; null: as the server says */
  readonly context: number | null;
  readonly parallel: number | null;
  /** the fingerprint of a certificate that an endpoint is trusted by; null for none */
  readonly certificate: string | null;
  /** which program runs a model; null: not given */
  readonly runBy: string | null;
  /** models that go into a bundle; none: all */
  readonly models: readonly string[];
  /** folder or installer of the packed application; null: not given */
  readonly app: string | null;
  /** what the document that is piped in is called; null: not given */
  readonly name: string | null;
  readonly password: string | undefined;
  readonly port: number;
  /** the server for other programs too */
  readonly api: boolean;
  readonly data: string;
  /** where the passphrase of an encrypted library stands, "-" for the standard input; null: it is asked for */
  readonly passphraseFile: string | null;
  readonly newPassphraseFile: string | null;
}

/** What stands behind a command; an option that it does not take is refused, for it would do nothing. @throws USAGE */
export function parseOptions(command: CommandName, args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const { options } = factsOf(command);
  const foreign = Object.keys(values).find((name) => options.every((taken) => taken !== name));
  if (foreign !== undefined) throw usage({ reason: "NOT_TAKEN", command, option: foreign });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage({ reason: "PORT" });
  return {
    words: positionals,
    json: values.json ?? false,
    noModel: values["no-model"] ?? false,
    forecast: values.forecast ?? false,
    keep: values.keep ?? false,
    complete: values.complete ?? false,
    save: values.save ?? null,
    claims: values.claims ?? null,
    jsonl: values.jsonl ?? null,
    template: values.template ?? null,
    out: values.out ?? null,
    csv: values.csv ?? false,
    kinds: values.kinds ?? null,
    since: values.since ?? null,
    summarize: values.summarize ?? false,
    beside: values.beside ?? false,
    table: values.table ?? null,
    deleted: values.deleted ?? null,
    day: values.day ?? null,
    summary: summaryOptions(values),
    model: values.model ?? null,
    endpoint: values.endpoint ?? null,
    keyFile: values["key-file"] ?? null,
    tasks: values.tasks ?? null,
    context: wholeNumber("context", values.context),
    parallel: wholeNumber("parallel", values.parallel),
    certificate: values.certificate ?? null,
    runBy: values["run-by"] ?? null,
    models: (values.models ?? []).flatMap((names) => names.split(",")).filter((name) => name !== ""),
    app: values.app ?? null,
    name: values.name ?? null,
    password: values.password,
    port,
    api: values.api ?? false,
    passphraseFile: values["passphrase-file"] ?? (process.env.TRAMONTANE_PASSPHRASE_FILE || null),
    newPassphraseFile: values["new-passphrase-file"] ?? null,
    data: values["data-dir"] ? path.resolve(values["data-dir"]) : dataFolder(),
  };
}

/** @throws USAGE */
function wholeNumber(option: string, written: string | undefined): number | null {
  if (written === undefined) return null;
  if (!/^\d{1,8}$/u.test(written)) throw usage({ reason: "NUMBER", option });
  return Number(written);
}

/** The first option that is wrong is told. @throws USAGE */
function summaryOptions(values: Readonly<Partial<Record<SummaryOptionName, string>>>): SummaryOptions {
  const parsed = summaryOptionsSchema.safeParse(
    Object.fromEntries(summaryOptionNames.map((name) => [name, values[name]])),
  );
  if (parsed.success) return parsed.data;
  const wrong = summaryOptionNames.find((name) => parsed.error.issues.some(({ path: [key] }) => key === name));
  if (wrong === undefined) throw new AppError("INTERNAL", { cause: parsed.error });
  const facts = summaryOptionTable[wrong];
  throw facts.kind === "choice"
    ? usage({ reason: "ALLOWED", option: wrong, allowed: [...facts.values] })
    : usage({ reason: "TOO_LONG", option: wrong, most: facts.most });
}

export function usage(data: ErrorDataOf<"USAGE">): AppError {
  return new AppError("USAGE", { data });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: optionTable,
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("USAGE", { data: { reason: "ARGUMENTS", detail }, cause });
  }
}
