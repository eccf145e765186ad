import { tuningChoiceSchema, tuningKinds, type TuningKind } from "../contract/tuning.ts";
import { parseOptions, usage } from "./options.ts";
import { save } from "./save.ts";
import { withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

/** Writes what a person corrected, approved and found good as lines for a trainer. */
export async function tuning(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("tuning", args);
  const [action, ...more] = options.words;
  const { out, kinds, since, json } = options;
  if (action !== "export" || more.length > 0 || out === null) throw usage({ reason: "TUNING" });
  const choice = tuningChoiceSchema.parse({ kinds: kindsOf(kinds), since: momentOf(since) });
  return withSession(options, signal, async ({ client }) => {
    const { first: _first, ...told } = await client.tuning.preview(choice);
    await save(out, await client.tuning.export(choice), "out");
    process.stdout.write(
      json
        ? jsonLine(told)
        : `${words.t("cli:tuning.written", { count: told.lines, file: out, documents: told.documents })}\n`,
    );
    return 0;
  });
}

function kindsOf(given: string | null): readonly TuningKind[] {
  if (given === null) return tuningKinds;
  const names = given.split(",").map((name) => name.trim());
  const known = tuningKinds.filter((kind) => names.includes(kind));
  if (known.length !== new Set(names).size)
    throw usage({ reason: "ALLOWED", option: "kinds", allowed: [...tuningKinds] });
  return known;
}

function momentOf(date: string | null): number | null {
  if (date === null) return null;
  const at = /^\d{4}-\d{2}-\d{2}/u.test(date) ? new Date(date.length === 10 ? `${date}T00:00` : date).getTime() : NaN;
  if (Number.isNaN(at)) throw usage({ reason: "ALLOWED", option: "since", allowed: ["2026-12-31"] });
  return at;
}
