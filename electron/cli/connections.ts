import type { Connection } from "../contract/connections.ts";
import { parseOptions, usage } from "./options.ts";
import { type Session, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t, formats } = words;

/** `connections [lock|unlock|clear] [--json]`: what was connected to, and whether anything may be. */
export async function connections(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("connections", args);
  const [action, ...more] = options.words;
  if (more.length > 0 || (action !== undefined && !isAction(action))) throw usage({ reason: "CONNECTIONS" });
  return withSession(options, signal, async (session) => {
    const { client } = session;
    if (action === "clear") await client.connections.clear();
    else if (action !== undefined) await client.connections.setLock({ isLocked: action === "lock" });
    const lock = await client.connections.lock();
    if (action !== undefined) {
      process.stdout.write(options.json ? jsonLine({ lock }) : `${lockLine(lock.isLocked)}\n`);
      return 0;
    }
    if (options.json) {
      process.stdout.write(jsonLine({ lock, connections: await all(session) }));
      return 0;
    }
    const { connections: newest, total } = await client.connections.list({ limit: mostLines });
    const lines = newest.toReversed().map(lineOf);
    if (total > newest.length) lines.unshift(t("cli:connections.more", { count: total - newest.length }));
    if (total === 0) lines.push(t("ui:connections.empty"));
    process.stdout.write([lockLine(lock.isLocked), "", ...lines, ""].join("\n"));
    return 0;
  });
}

/** connections that are shown to a person; programs get them all */
const mostLines = 100;
const actions = ["lock", "unlock", "clear"] as const;

function isAction(word: string): word is (typeof actions)[number] {
  return (actions as readonly string[]).includes(word);
}

function lockLine(isLocked: boolean): string {
  return isLocked ? t("cli:connections.locked") : t("cli:connections.unlocked");
}

/** Oldest first. */
async function all({ client }: Session): Promise<Connection[]> {
  const found: Connection[] = [];
  for (let before: number | null = null; ; before = found.at(-1)?.id ?? null) {
    const { connections: page } = await client.connections.list({ before, limit: 500 });
    found.push(...page);
    if (page.length < 500) return found.toReversed();
  }
}

function lineOf({ at, party, purpose, method, scheme, host, port, path, end, reason, ...counts }: Connection): string {
  const { status, sentBytes, receivedBytes } = counts;
  const how = [
    status === null ? t(`ui:connections.end.${end}`) : `${t(`ui:connections.end.${end}`)} ${status}`,
    reason === null ? null : t(`ui:connections.reason.${reason}`),
  ].filter((part) => part !== null);
  return [
    new Date(at).toISOString(),
    how.join(": "),
    host === null
      ? party.name
      : `${method ?? ""} ${scheme ?? ""}://${host}${port === null ? "" : `:${port}`}${path ?? ""}`,
    `${party.name === "" ? t(`ui:connections.party.${party.kind}`) : party.name}, ${t(`ui:connections.purpose.${purpose}`)}`,
    t("cli:connections.bytes", { sent: formats.bytes(sentBytes), received: formats.bytes(receivedBytes) }),
  ].join("  ");
}
