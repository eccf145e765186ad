import type { McpServer, NewMcpServer } from "../contract/mcp.ts";
import { AppError } from "../contract/errors.ts";
import { readKey } from "./readKey.ts";
import { type Options, usage } from "./options.ts";
import { type Session, withSession } from "./session.ts";
import { jsonLine, words as catalogue } from "./words.ts";

const { t } = catalogue;

/** `mcp servers [list|add NAME URL|add NAME -- COMMAND …|tools NAME|remove NAME] [--json]`: servers of tools for conversations. */
export async function mcpServers(options: Options, signal: AbortSignal): Promise<number> {
  const [action = "list", name = "", ...more] = options.words.slice(1);
  const isWhole =
    (action === "list" && name === "") ||
    (action === "add" && name !== "" && more.length > 0) ||
    ((action === "tools" || action === "remove") && name !== "" && more.length === 0);
  if (!isWhole) throw usage({ reason: "MCP" });
  return withSession(options, signal, async (session) => {
    const { client } = session;
    if (action === "list") {
      const list = await client.mcp.list();
      if (options.json) for (const server of list) process.stdout.write(jsonLine(server));
      else process.stdout.write(list.length === 0 ? `${t("cli:mcp.none")}\n` : list.map(print).join(""));
      return 0;
    }
    if (action === "add") return tell(await add(session, name, more, options), options);
    const { id } = await serverOf(session, name);
    if (action === "tools") return tell(await client.mcp.test({ id }, { signal }), options);
    await client.mcp.remove({ id });
    if (options.json) process.stdout.write(jsonLine({ removed: id }));
    return 0;
  });
}

/** Whoever types a command here has it before their eyes and agrees to it. */
async function add({ client, signal }: Session, name: string, written: string[], options: Options): Promise<McpServer> {
  const [first = "", ...args] = written;
  const isAddress = args.length === 0 && /^https?:\/\//iu.test(first);
  const place: NewMcpServer["place"] = isAddress
    ? { kind: "address", url: first }
    : { kind: "program", command: first, args, env: {} };
  const token = options.keyFile === null || !isAddress ? null : await readKey(options.keyFile, signal);
  const { id, place: kept } = await client.mcp.add({ name, place, token });
  if (kept.kind === "program") await client.mcp.confirm({ id, ...kept });
  return await client.mcp.test({ id }, { signal });
}

async function serverOf({ client }: Session, wanted: string): Promise<McpServer> {
  const fold = (name: string): string => name.trim().toLowerCase();
  const server = (await client.mcp.list()).find(({ id, name }) => id === wanted || fold(name) === fold(wanted));
  if (!server) throw new AppError("MCP_UNKNOWN", { data: { name: wanted } });
  return server;
}

/** What is known of it; what went wrong stands on stderr and decides how the command ends. */
function tell(server: McpServer, { json }: Options): number {
  process.stdout.write(json ? jsonLine(server) : print(server));
  if (server.problem === null) return 0;
  process.stderr.write(jsonLine(server.problem));
  return 1;
}

function print({ name, place, calls, tools, problem }: McpServer): string {
  const where = place.kind === "address" ? place.url : [place.command, ...place.args].join(" ");
  const lines = [
    `${name}  ${where}`,
    ...(calls === null ? [] : [`  ${calls}`]),
    ...(problem === null ? [] : [`  ${catalogue.error(problem)}`]),
    ...(tools ?? []).map(({ name: tool, description, isOffered }) => {
      const mark = isOffered ? "" : ` (${t("cli:mcp.notOffered")})`;
      return `  ${tool}${mark}: ${firstLine(description)}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim() ?? "";
}
