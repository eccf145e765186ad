import * as z from "zod";
import { type NewMcpServer, newMcpServerSchema } from "../../../electron/contract/mcp.ts";

/** Why nothing can be made of what a person wrote. json: it begins as JSON and is none, or speaks of no server; quote: one is not closed. */
export type PastedProblem = "json" | "headers" | "quote" | "name";

export type Pasted = { readonly servers: readonly NewMcpServer[] } | { readonly problem: PastedProblem };

/**
 * The servers of tools that a text speaks of: a command as it is typed into a shell, an address, or the settings that other programs keep
 * (`mcpServers` of Claude Desktop and Cursor, `servers` of VS Code, or what stands within them). Nothing of it is expanded or run.
 */
export function readPasted(text: string): Pasted {
  const written = text.trim();
  if (/^[{"]/u.test(written) && /[{:]/u.test(written) && written.endsWith("}")) return readSettings(written);
  if (written.startsWith("{")) return { problem: "json" };
  if (/^https?:\/\/\S+$/iu.test(written) || /^[\w.-]+:\d+(?:\/\S*)?$/u.test(written)) {
    return checked([{ name: nameOfAddress(written), place: { kind: "address", url: written } }]);
  }
  const words = commandWords(written);
  if (words === null) return { problem: "quote" };
  const env: Record<string, string> = {};
  while (words[0] !== undefined && /^[A-Za-z_]\w*=/u.test(words[0])) {
    const word = words.shift() ?? "";
    const at = word.indexOf("=");
    env[word.slice(0, at)] = word.slice(at + 1);
  }
  const [command, ...args] = words;
  if (command === undefined) return { servers: [] };
  return checked([{ name: nameOfCommand(command, args), place: { kind: "program", command, args, env } }]);
}

const entrySchema = z.union([
  z.object({
    command: z.string(),
    args: z.array(z.string()).default([]),
    env: z.record(z.string(), z.coerce.string()).default({}),
  }),
  z
    .object({
      url: z.string().optional(),
      serverUrl: z.string().optional(),
      httpUrl: z.string().optional(),
      headers: z.record(z.string(), z.string()).default({}),
    })
    .refine(({ url, serverUrl, httpUrl }) => (url ?? serverUrl ?? httpUrl) !== undefined),
]);
const entriesSchema = z.record(z.string(), entrySchema);
type Entry = z.infer<typeof entrySchema>;

function readSettings(written: string): Pasted {
  // A line out of the middle of a file has no brace around it.
  const value = parsed(written) ?? parsed(`{${written}}`);
  const entries = [...within(value), value].flatMap((each) => {
    const named = entriesSchema.safeParse(each);
    return named.success && Object.keys(named.data).length > 0 ? [named.data] : [];
  })[0];
  const single = entrySchema.safeParse(value);
  if (!entries && !single.success) return { problem: "json" };
  const found: [string | null, Entry][] = entries
    ? Object.entries(entries)
    : single.success
      ? [[null, single.data]]
      : [];
  const servers: object[] = [];
  for (const [name, entry] of found) {
    if ("command" in entry) {
      const { command, args, env } = entry;
      servers.push({ name: name ?? nameOfCommand(command, args), place: { kind: "program", command, args, env } });
      continue;
    }
    const url = entry.url ?? entry.serverUrl ?? entry.httpUrl ?? "";
    const headers = Object.entries(entry.headers);
    const token = headers
      .map(([header, given]) => (/^authorization$/iu.test(header) ? /^Bearer\s+(\S+)$/iu.exec(given)?.[1] : undefined))
      .find((each) => each !== undefined);
    // A server that asks for others would refuse every call.
    if (headers.length > (token === undefined ? 0 : 1)) return { problem: "headers" };
    servers.push({ name: name ?? nameOfAddress(url), place: { kind: "address", url }, token: token ?? null });
  }
  return checked(servers);
}

/** What stands within, under the names that other programs give it. */
function within(value: unknown): unknown[] {
  const inner = (of: unknown, name: string): unknown =>
    typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
  return [inner(value, "mcpServers"), inner(inner(value, "mcp"), "servers"), inner(value, "servers")];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told as such by who finds no server in it.
    return undefined;
  }
}

function checked(servers: readonly object[]): Pasted {
  const made = z.array(newMcpServerSchema).safeParse(servers);
  if (made.success) return { servers: made.data };
  return { problem: made.error.issues.some(({ path }) => path[1] === "name") ? "name" : "json" };
}

/** The words of a command: quotes hold spaces, and a backslash, which parts folders on Windows, only frees a quote or a space. */
function commandWords(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === "\\" && quote !== "'" && (next === '"' || (next === " " && quote === null))) {
      word = (word ?? "") + next;
      at += 1;
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else word = (word ?? "") + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/u.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== null) return null;
  if (word !== null) words.push(word);
  return words;
}

const runners = new Set(["npx", "bunx", "pnpx", "uvx", "pipx", "node", "python", "python3", "deno", "docker"]);
const runnerVerbs = new Set(["run", "exec", "dlx"]);

/** What a program is called for short: of one that another runs, that one. */
function nameOfCommand(command: string, args: readonly string[]): string {
  const own = lastPart(command).replace(/\.(?:exe|cmd|bat)$/iu, "");
  const run = args.find((word) => !word.startsWith("-") && !runnerVerbs.has(word));
  const name = runners.has(own) && run !== undefined ? lastPart(run) : own;
  return (
    name
      .replace(/(?<=.)@[^@]*$/u, "")
      .replace(/\.[cm]?[jt]s$|\.py$/iu, "")
      .slice(0, 60) || own.slice(0, 60)
  );
}

/** The last part of a path that tells one program from another. */
function lastPart(path: string): string {
  const parts = path.split(/[/\\]/u).filter((part) => part !== "");
  const telling = parts.findLast((part) => !untelling.test(part));
  return telling ?? parts.at(-1) ?? path;
}
const untelling = /^(?:(?:index|main|server|cli|__main__)\.(?:[cm]?[jt]s|py)|dist|build|lib|out|src|bin|\.{1,2})$/iu;

function nameOfAddress(url: string): string {
  return url
    .replace(/^https?:\/\//iu, "")
    .replace(/[/?#].*$/u, "")
    .slice(0, 60);
}
