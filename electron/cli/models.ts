import { printAdapters } from "./adapters.ts";
import { type Options, parseUnsaved, usage } from "./options.ts";
import { print } from "./print.ts";
import { addModel, chooseModel, followJob, type Session, withSession } from "./session.ts";
import { trialWords } from "../words/trialWords.ts";
import { createProgress } from "./progress.ts";
import { jsonLine, words } from "./words.ts";

/** What `models` can be told to do, by the word behind it; each is given the words that follow and ends the command with its code. */
const actions = { list, add, remove, try: tryOut } satisfies Record<string, Action>;

type Action = (session: Session, words: readonly string[], options: Options) => Promise<number>;

export async function models(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseUnsaved("models", args);
  const [name = "list", ...words] = options.words;
  if (!isAction(name)) throw usage({ reason: "MODELS" });
  return withSession(options, signal, (session) => actions[name](session, words, options));
}

function isAction(name: string): name is keyof typeof actions {
  return Object.hasOwn(actions, name);
}

async function list({ client }: Session, words: readonly string[], { json }: Options): Promise<number> {
  if (words.length > 0) throw usage({ reason: "MODELS" });
  const all = await client.models.list();
  if (json) process.stdout.write(jsonLine(all));
  else process.stdout.write(print.models(all) + printAdapters(all, await client.adapters.list()));
  return 0;
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
  const id = await chooseModel(session, name);
  if (id !== null) await session.client.models.remove({ id });
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
