import path from "node:path";
import type { BundleReport } from "../contract/bundle.ts";
import type { JobEvent } from "../contract/jobs.ts";
import { parseUnsaved, usage } from "./options.ts";
import { createProgress } from "./progress.ts";
import { chooseModel, followJob, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t } = words;

/**
 * `bundle make|check|import FOLDER`. What was found is told on stdout also where something is wrong with it, each such file on a line; how
 * the command ends says whether it is whole.
 */
export async function bundle(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseUnsaved("bundle", args);
  const [action, folder, ...more] = options.words;
  if (!isAction(action) || folder === undefined || more.length > 0) throw usage({ reason: "BUNDLE" });
  return withSession(options, signal, async (session) => {
    const { bundle: calls } = session.client;
    const at = path.resolve(folder);
    const start = async (): Promise<{ jobId: string }> => {
      if (action !== "make") return calls[action]({ folder: at });
      const modelIds: string[] = [];
      for (const name of options.models) {
        const id = await chooseModel(session, name);
        if (id !== null) modelIds.push(id);
      }
      const application = options.app === null ? null : path.resolve(options.app);
      return calls.make({ folder: at, modelIds: options.models.length > 0 ? modelIds : null, application });
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

const actions = ["make", "check", "import"] as const;

function isAction(word: string | undefined): word is (typeof actions)[number] {
  return actions.some((action) => action === word);
}

function printReport({ models, hasApplication, files, bytes, findings, madeBy }: BundleReport): string {
  const lines = [
    t("cli:bundle.files", { count: files, bytes, version: madeBy }),
    t(hasApplication ? "cli:bundle.application" : "cli:bundle.noApplication"),
    ...models.map(({ name, bytes: size, licence }) =>
      t("cli:bundle.model", { name, bytes: size, licence: licence ?? t("ui:models.licenceUnknown") }),
    ),
    ...findings.map(({ path: file, what }) => `${file}: ${t(`bundle:finding.${what}`)}`),
  ];
  return `${lines.join("\n")}\n`;
}
