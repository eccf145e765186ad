import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

export interface BenchArguments {
  readonly quick: boolean;
  /** a llama-server that is built already */
  readonly peer: string | null;
  /** another checkout of the application, built, that workloads compare with */
  readonly against: string | null;
  /** a model file that workloads measure which need a released one */
  readonly model: string | null;
  readonly threads: number;
  /** ids of workloads, in the order of the table */
  readonly workloads: readonly string[];
  /** benches that have no goal and no opponent of their own */
  readonly others: readonly string[];
}

/** What there is to choose from. */
export interface Choice {
  readonly workloads: readonly string[];
  readonly others: readonly string[];
}

/**
 * `[--quick] [--peer PATH] [--against FOLDER] [--model FILE] [--threads N] [NAME …]`; without a name all are run.
 * @throws TypeError with a sentence for whoever typed it
 */
export function parseArguments(args: readonly string[], choice: Choice): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean" },
      peer: { type: "string" },
      against: { type: "string" },
      model: { type: "string" },
      threads: { type: "string" },
    },
  });
  const known = [...choice.workloads, ...choice.others];
  const wanted = positionals.map((name) => known.find((other) => other.toLowerCase() === name.toLowerCase()) ?? name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new TypeError(`Unknown: ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  const threads = values.threads === undefined ? availableParallelism() : Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1 || threads > 512)
    throw new TypeError(`--threads takes a number from 1 to 512, not ${values.threads}.`);
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  return {
    quick: values.quick ?? false,
    peer: values.peer ?? null,
    against: values.against ?? null,
    model: values.model ?? null,
    threads,
    workloads: choice.workloads.filter(isWanted),
    others: choice.others.filter(isWanted),
  };
}
