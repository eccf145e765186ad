import { existsSync } from "node:fs";
import path from "node:path";
import { namedAdapter, printAdapters } from "./adapters.ts";
import type { AppEvent } from "../contract/app.ts";
import type { Download } from "../contract/downloads.ts";
import { endpointModelId, readEndpointModelId } from "../contract/endpoints.ts";
import { AppError, problemToError } from "../contract/errors.ts";
import { createDownloadProgress } from "./downloadProgress.ts";
import { modelToGet } from "./modelToGet.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { type Model, modelRunnerSchema } from "../contract/models.ts";
import { taskSchema, type TaskUse } from "../contract/tasks.ts";
import { taskUseWords } from "../words/taskUseWords.ts";
import { print } from "./print.ts";
import { addModel, chooseModel, endpointOf, followJob, knownModel, type Session, withSession } from "./session.ts";
import { trialWords } from "../words/trialWords.ts";
import { createProgress } from "./progress.ts";
import { jsonLine, words } from "./words.ts";

/** What `models` can be told to do, by the word behind it; each is given the words that follow and ends the command with its code. */
const actions = { list, get, add, remove, try: tryOut, assign, server, set } satisfies Record<string, Action>;

const { t } = words;

type Action = (session: Session, words: readonly string[], options: Options) => Promise<number>;

export async function models(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("models", args);
  const [name = "list", ...words] = options.words;
  if (!isAction(name)) throw usage({ reason: "MODELS" });
  return withSession(options, signal, (session) => actions[name](session, words, options));
}

function isAction(name: string): name is keyof typeof actions {
  return Object.hasOwn(actions, name);
}

async function list({ client }: Session, words: readonly string[], { json }: Options): Promise<number> {
  if (words.length > 0) throw usage({ reason: "MODELS" });
  const [all, adapters] = [await client.models.list(), await client.adapters.list()];
  if (!json) process.stdout.write(print.models(all) + printAdapters(all, adapters));
  else {
    for (const model of all) process.stdout.write(jsonLine({ kind: "model", ...model }));
    for (const adapter of adapters) process.stdout.write(jsonLine({ kind: "adapter", ...adapter }));
  }
  return 0;
}

/** Fetches a model from the hub. An interrupt keeps what is there, and the next call goes on with it. */
async function get({ client, signal }: Session, words: readonly string[], { json }: Options): Promise<number> {
  const [text = "", ...more] = words;
  if (more.length > 0) throw usage({ reason: "MODELS" });
  const wanted = await modelToGet(client, text, (line) => void process.stderr.write(`${line}\n`), signal);
  const watching = new AbortController();
  // From before it starts, so that no change is missed.
  const events = await client.app.watch(undefined, { signal: watching.signal });
  try {
    const { id } = await client.downloads.start(wanted, { signal });
    const pause = (): void => void client.downloads.pause({ id }).catch(() => {}); // it may be done meanwhile
    signal.addEventListener("abort", pause, { once: true });
    if (signal.aborted) pause();
    const download = await followDownload(client, id, events);
    if (json) process.stdout.write(jsonLine(download));
    else {
      const model = (await client.models.list()).filter((each) => each.id === download.modelId);
      process.stdout.write(print.models(model));
    }
    return 0;
  } finally {
    watching.abort();
  }
}

/** @throws what it failed with; CANCELLED when it was paused */
async function followDownload(
  client: Session["client"],
  id: string,
  events: AsyncIterable<AppEvent>,
): Promise<Download> {
  const progress = createDownloadProgress();
  const look = async (): Promise<Download | null> => {
    const download = (await client.downloads.list()).find((each) => each.id === id);
    if (!download || download.state === "paused") throw new AppError("CANCELLED");
    if (download.state === "failed") throw problemToError(download.problem ?? new AppError("INTERNAL").toProblem());
    if (download.state === "done") return download;
    progress.show(download);
    return null;
  };
  // One that stands still tells nothing. What has ended is told by its event.
  const clock = setInterval(() => void look().catch(() => {}), 2000);
  try {
    let done = await look();
    if (done !== null) return done;
    for await (const event of events) {
      if (event.type !== "changed" || event.what !== "downloads") continue;
      done = await look();
      if (done !== null) return done;
    }
    throw new AppError("CANCELLED");
  } finally {
    clearInterval(clock);
    progress.end();
  }
}

async function add(session: Session, files: readonly string[], options: Options): Promise<number> {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw usage({ reason: "MODELS" });
  await addModel(session, file);
  return list(session, [], options);
}

async function remove(session: Session, names: readonly string[], options: Options): Promise<number> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) throw usage({ reason: "MODELS" });
  const { client } = session;
  const model = await knownModel(session, name);
  const adapter = model ? null : namedAdapter(await client.adapters.list(), name);
  if (model) await client.models.remove({ id: model.id });
  else if (adapter) await client.adapters.remove({ id: adapter.id });
  else throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNKNOWN_NAME", name } });
  return list(session, [], options);
}

/** Has a model do some minutes of work of which the right answers are known, and tells what it is good for. */
async function tryOut(session: Session, names: readonly string[], { json }: Options): Promise<number> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) throw usage({ reason: "MODELS" });
  const { client } = session;
  const id = (await chooseModel(session, name)) ?? "";
  const { jobId } = await client.trials.start({ id });
  const progress = createProgress(name);
  await followJob(session, jobId, progress.show).finally(progress.end);
  const trial = (await client.models.list()).find((model) => model.id === id)?.trial ?? null;
  if (trial) process.stdout.write(json ? jsonLine(trial) : `${trialWords(trial, words).join("\n")}\n`);
  return 0;
}

/**
 * Assigns models to a task, the first asked first; those joined by "," share its work, the next stand in for those before.
 * "automatic" resets it. Without a task what is assigned is listed.
 */
async function assign(session: Session, [task, ...names]: readonly string[], { json }: Options): Promise<number> {
  const { taskModels } = await session.client.settings.get();
  if (task !== undefined) {
    const known = taskSchema.safeParse(task);
    if (!known.success || names.length === 0) throw usage({ reason: "MODELS" });
    const assigned: { modelId: string; shares: boolean }[] = [];
    for (const level of names[0] === "automatic" ? [] : names) {
      for (const [index, name] of level.split(",").entries()) {
        const [endpoint = "", ...model] = name.split("/");
        const modelId =
          model.length > 0 && readEndpointModelId(name) === null && !existsSync(name)
            ? endpointModelId((await endpointOf(session, endpoint)).id, model.join("/"))
            : await chooseModel(session, name);
        if (modelId !== null) assigned.push({ modelId, shares: index > 0 });
      }
    }
    taskModels[known.data] = assigned;
    await session.client.settings.set({ taskModels });
  }
  if (json) process.stdout.write(jsonLine(taskModels));
  else process.stdout.write(printTasks(await session.client.tasks.list(), await session.client.models.list()));
  return 0;
}

/** A line for each task with the ids that are assigned to it, then what that comes to. */
function printTasks(uses: readonly TaskUse[], models: readonly Model[]): string {
  return uses
    .map((use) => {
      const { task, assigned } = use;
      const ids = assigned.map(({ modelId, shares }) => `${shares ? "," : " "}${modelId}`).join("");
      const problems = assigned.flatMap(({ problem, modelId, name }) =>
        problem ? [`${name ?? modelId}: ${words.error(problem)}`] : [],
      );
      const told = [...taskUseWords(use, models, words), ...problems].map((sentence) => `  ${sentence}\n`);
      return `${task}:${ids === "" ? " automatic" : ids}\n${told.join("")}`;
    })
    .join("");
}

/** Names the llama-server that runs the models which are marked for it, or says which it is. */
async function server({ client }: Session, [file, ...more]: readonly string[], { json }: Options): Promise<number> {
  if (more.length > 0) throw usage({ reason: "MODELS" });
  const { path: named, version } =
    file === undefined
      ? await client.llamaServer.get()
      : await client.llamaServer.setProgram({ path: file === "off" ? null : path.resolve(file) });
  const runs = (await client.models.list()).filter(({ runBy }) => runBy === "server").map(({ name }) => name);
  const lines = [
    named === null ? t("cli:server.none") : t("cli:server.program", { path: named, version: version ?? "" }),
    runs.length === 0 ? t("cli:server.runsNone") : t("cli:server.runs", { names: runs }),
  ];
  process.stdout.write(json ? jsonLine({ path: named, version, runs }) : `${lines.join("\n")}\n`);
  return 0;
}

async function set(session: Session, names: readonly string[], { json, runBy }: Options): Promise<number> {
  const [name, ...more] = names;
  const runner = modelRunnerSchema.safeParse(runBy);
  if (name === undefined || more.length > 0 || !runner.success) throw usage({ reason: "MODELS" });
  const known = await knownModel(session, name);
  if (!known) throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNKNOWN_NAME", name } });
  await session.client.models.setRunBy({ id: known.id, runBy: runner.data });
  const model = (await session.client.models.list()).find(({ id }) => id === known.id);
  process.stdout.write(json ? jsonLine(model) : `${t(`cli:server.runBy.${runner.data}`, { name: known.name })}\n`);
  return 0;
}
