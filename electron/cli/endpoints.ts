import type { Endpoint } from "../contract/endpoints.ts";
import type { Problem } from "../contract/errors.ts";
import { type Task, tasks as allTasks } from "../contract/tasks.ts";
import { endpointModelWords } from "../words/endpointWords.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { readKey } from "./readKey.ts";
import { endpointOf, type Session, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t } = words;

/** `endpoints [list|add NAME URL|test NAME|remove NAME] [--json]`: servers whose models are models among all others. */
export async function endpoints(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("endpoints", args);
  const [action = "list", name, url, ...more] = options.words;
  const counts = { list: 1, add: 3, test: 2, remove: 2 } as const;
  const isKnown = (word: string): word is keyof typeof counts => Object.hasOwn(counts, word);
  const isWhole = isKnown(action) && Math.max(1, options.words.length) === counts[action] && more.length === 0;
  if (!isWhole) throw usage({ reason: "ENDPOINTS" });
  return withSession(options, signal, async (session) => {
    const { client } = session;
    switch (action) {
      case "list": {
        const list = await client.endpoints.list();
        if (options.json) for (const endpoint of list) process.stdout.write(jsonLine(endpoint));
        else process.stdout.write(list.length === 0 ? `${t("cli:endpoints.none")}\n` : list.map(print).join("\n"));
        return 0;
      }
      case "add":
        return await tested(session, await add(session, name ?? "", url ?? "", options), options);
      case "test":
        return await tested(session, await endpointOf(session, name ?? ""), options);
      case "remove": {
        const { id } = await endpointOf(session, name ?? "");
        await client.endpoints.remove({ id });
        if (options.json) process.stdout.write(jsonLine({ removed: id }));
        return 0;
      }
    }
  });
}

async function add({ client, signal }: Session, name: string, url: string, options: Options): Promise<Endpoint> {
  const tasks = options.tasks === null ? undefined : options.tasks.split(",").map((task) => taskOf(task.trim()));
  const key = options.keyFile === null ? null : await readKey(options.keyFile, signal);
  const added = await client.endpoints.add(
    {
      name,
      url,
      ...(key !== null && { key }),
      ...(tasks && { tasks }),
      ...(options.model !== null && { offered: [options.model] }),
      ...(options.context !== null && { contextTokens: options.context }),
      ...(options.parallel !== null && { parallel: options.parallel }),
      ...(options.certificate !== null && { certificate: options.certificate }),
    },
    { signal },
  );
  if (key !== null && (await client.endpoints.keyStore()) !== "keychain") {
    process.stderr.write(`${t("ui:endpoints.keyInFile")}\n`);
  }
  return added;
}

function taskOf(task: string): Task {
  const known = allTasks.find((each) => each === task);
  if (known === undefined) throw usage({ reason: "ALLOWED", option: "tasks", allowed: [...allTasks] });
  return known;
}

/** Tells what was found; what went wrong stands on stderr and decides how the command ends. */
async function tested({ client, signal }: Session, { id }: Endpoint, { json }: Options): Promise<number> {
  const endpoint = await client.endpoints.test({ id }, { signal });
  process.stdout.write(json ? jsonLine(endpoint) : print(endpoint));
  if (endpoint.problem === null) return 0;
  process.stderr.write(jsonLine(endpoint.problem));
  return 4;
}

function print(endpoint: Endpoint): string {
  const { name, url, reach, enabled, hasKey, kind, version, tasks, models, problem, certificate } = endpoint;
  const facts = [
    t(`ui:endpoints.reach.${reach}`),
    kind === null ? null : [t(`ui:endpoints.kind.${kind}`), version].filter((part) => part !== null).join(" "),
    enabled ? null : t("ui:endpoints.off"),
    hasKey ? t("ui:endpoints.keyKept") : null,
    certificate === null ? null : t("ui:endpoints.trusted"),
    tasks.length === allTasks.length ? null : tasks.map((task) => t(`task:${task}`)).join(", "),
  ].filter((fact) => fact !== null);
  return [
    `${name}  ${url}`,
    `  ${facts.join("; ")}`,
    ...problemLines(problem),
    ...models.map((model) => `  ${model.name}: ${endpointModelWords(endpoint, model, words).join(", ")}`),
    "",
  ].join("\n");
}

function problemLines(problem: Problem | null): string[] {
  return problem === null ? [] : [`  ${words.error(problem)}`];
}
