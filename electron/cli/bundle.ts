import path from "node:path";
import type { BundleReport } from "../contract/bundle.ts";
import type { JobEvent } from "../contract/jobs.ts";
import { parseOptions, usage } from "./options.ts";
import { createProgress } from "./progress.ts";
import { namedAdapter } from "./adapters.ts";
import { chooseModel, followJob, knownModel, type Session, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t } = words;

/**
 * `bundle make|check|import FOLDER`. What was found is told on stdout also where something is wrong with it, each such file on a line; how
 * the command ends says whether it is whole.
 */
export async function bundle(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("bundle", args);
  const [action, folder, ...more] = options.words;
  if (!isAction(action) || folder === undefined || more.length > 0) throw usage({ reason: "BUNDLE" });
  return withSession(options, signal, async (session) => {
    const { bundle: calls } = session.client;
    const at = path.resolve(folder);
    const start = async (): Promise<{ jobId: string }> => {
      if (action !== "make") return calls[action]({ folder: at });
      const application = options.app === null ? null : path.resolve(options.app);
      return calls.make({ folder: at, ...(await chosen(session, options.models)), application });
    };
    const progress = createProgress(path.basename(at));
    let report: BundleReport | null = null;
    const onEvent = (event: JobEvent): void => {
      progress.show(event);
      if (event.type === "item" && event.item.kind === "bundle") ({ report } = event.item);
    };
    const { jobId } = await start();
    try {
      await followJob(session, jobId, onEvent);
    } finally {
      progress.end();
      if (report !== null) process.stdout.write(options.json ? jsonLine(report) : printReport(report));
    }
    return 0;
  });
}

/** Models and adapters by their names; with models alone come the adapters that fit them. */
async function chosen(
  session: Session,
  names: readonly string[],
): Promise<{ modelIds: string[] | null; adapterIds: string[] | null }> {
  if (names.length === 0) return { modelIds: null, adapterIds: null };
  const adapters = await session.client.adapters.list();
  const [modelIds, adapterIds]: [string[], string[]] = [[], []];
  for (const name of names) {
    const adapter = (await knownModel(session, name)) ? null : namedAdapter(adapters, name);
    if (adapter) adapterIds.push(adapter.id);
    else modelIds.push((await chooseModel(session, name)) ?? "");
  }
  return { modelIds, adapterIds: adapterIds.length > 0 ? adapterIds : null };
}

const actions = ["make", "check", "import"] as const;

function isAction(word: string | undefined): word is (typeof actions)[number] {
  return actions.some((action) => action === word);
}

function printReport({
  models,
  adapters,
  hasApplication,
  files,
  bytes,
  findings,
  wrong,
  madeBy,
}: BundleReport): string {
  const lines = [
    t("cli:bundle.files", { count: files, bytes, version: madeBy }),
    t(hasApplication ? "cli:bundle.application" : "cli:bundle.noApplication"),
    ...models.map(({ name, bytes: size, licence }) =>
      t("cli:bundle.model", { name, bytes: size, licence: licence ?? t("ui:models.licenceUnknown") }),
    ),
    ...adapters.map(({ name, bytes: size, hasBase }) =>
      t(hasBase ? "cli:bundle.adapter" : "cli:bundle.adapterAlone", { name, bytes: size }),
    ),
    ...findings.map(({ path: file, what }) => `${file}: ${t(`bundle:finding.${what}`)}`),
    ...(wrong > findings.length ? [t("cli:bundle.more", { count: wrong - findings.length })] : []),
  ];
  return `${lines.join("\n")}\n`;
}
