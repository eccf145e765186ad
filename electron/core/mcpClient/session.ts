import {
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Tool,
  type Transport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { AppError, type ErrorDataOf, toAppError } from "../../contract/errors.ts";
import type { McpTool } from "../../contract/mcp.ts";
import { delay } from "../async/waiting.ts";
import type { Outlet, ProgramGate } from "../net/outlet.ts";
import type { Clock, Logger, ProgramStarter } from "../ports.ts";
import type { ToolAnswer } from "./mcpClient.ts";
import { outletFetch } from "./outletFetch.ts";
import { createProgramTransport, type ProgramEnd } from "./programTransport.ts";
import { resultText } from "./resultText.ts";

/** A server that is connected to. */
export interface McpSession {
  /** as it names itself, with its version; null where it does not */
  readonly calls: string | null;
  readonly protocol: string;
  /** settles when the connection has ended, with what went wrong where nobody ended it */
  readonly ended: Promise<AppError | null>;
  /** @throws MCP_…, CANCELLED */
  tools(signal: AbortSignal): Promise<McpTool[]>;
  /** @throws MCP_…, CANCELLED; SessionExpired where the server knows the session no more and did nothing */
  call(tool: string, args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<ToolAnswer>;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
}

/** The server knows this session no more; what was asked was not done. */
export class SessionExpired extends Error {}

export interface SessionDeps {
  readonly programs: ProgramStarter;
  readonly gate: ProgramGate;
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
}

export interface SessionTarget {
  readonly name: string;
  readonly place:
    | {
        readonly kind: "program";
        readonly command: string;
        readonly args: readonly string[];
        readonly env: Readonly<Record<string, string>>;
      }
    | { readonly kind: "address"; readonly url: string; readonly token: string | null };
  /** the revision that was spoken last; null where that is not known */
  readonly protocol: string | null;
}

/** Milliseconds until a server must be there: one that is fetched before it is started takes its time. */
const connectMs = 120_000;
/** Milliseconds in which a program that speaks an earlier revision shows that it does, by saying nothing. */
const probeMs = 20_000;
const listMs = 60_000;
const callMs = 300_000;
/** Of those that tell how far they are. */
const longestCallMs = 3_600_000;
/** Milliseconds in which a program whose output has ended must have ended too. */
const lastLinesMs = 1000;
const keptLines = 40;
const mostSaid = 600;

/** The first revision without a handshake. */
const modern = "2026-07-28";

/** What a program is given of our environment: where things are, and nothing that might be secret. Case does not count on Windows. */
const inherited = [
  "HOME",
  "LANG",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TERM",
  "TMPDIR",
  "USER",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "APPDATA",
  "COMSPEC",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "PROGRAMFILES",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERNAME",
  "USERPROFILE",
];

/**
 * Starts or calls the server and agrees with it on a revision of the protocol: the newest that both speak.
 * @param ending ends it at once
 * @throws MCP_FAILED, MCP_NO_ANSWER_IN_TIME, OFFLINE_LOCKED, CANCELLED
 */
export async function connect(deps: SessionDeps, target: SessionTarget, ending: AbortSignal): Promise<McpSession> {
  if (target.place.kind === "address") return await connectTo(deps, target, open(deps, target, ending), "auto", ending);
  // Some programs of before end at a question that they do not know: they are started once more and asked nothing.
  const eras: readonly Era[] =
    target.protocol !== null && target.protocol < modern ? ["legacy", "auto"] : ["auto", "legacy"];
  const [first, second] = eras as [Era, Era];
  const opened = open(deps, target, ending);
  try {
    return await connectTo(deps, target, opened, first, ending);
  } catch (thrown) {
    const { code, data } = toAppError(thrown);
    const mayBeEra = code === "MCP_FAILED" && (data?.["reason"] === "ENDED" || data?.["reason"] === "PROTOCOL");
    if (!mayBeEra || ending.aborted) throw thrown;
    try {
      return await connectTo(deps, target, open(deps, target, ending), second, ending);
    } catch (again) {
      throw ending.aborted ? again : thrown;
    }
  }
}

type Era = "auto" | "legacy";

interface Opened {
  readonly transport: Transport;
  /** settles when it has ended; never for an address, which has nothing that ends */
  readonly ended: Promise<ProgramEnd> | null;
  /** why a program may not go on */
  locked(): AppError | null;
  /** what it wrote at last */
  said(): string;
  kill(): void;
}

function open(deps: SessionDeps, { name, place }: SessionTarget, ending: AbortSignal): Opened {
  if (place.kind === "address") {
    const token = place.token;
    const transport = new StreamableHTTPClientTransport(new URL(place.url), {
      fetch: outletFetch(deps.outlet, { name, url: place.url, answerWithinMs: callMs }, ending),
      ...(token !== null && { authProvider: { token: () => Promise.resolve(token) } }),
      onInsufficientScope: "throw",
    });
    return {
      transport,
      ended: null,
      locked: () => null,
      said: () => "",
      kill: () => void transport.close(),
    };
  }
  const allowed = deps.gate.allow(name);
  const program = deps.programs.startTalking(place.command, place.args, { env: place.env, onlyEnv: inherited });
  const lines: string[] = [];
  program.onLine((line) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    deps.logger.info("A server of tools says", { name, line });
  });
  const kill = (): void => program.kill();
  allowed.signal.addEventListener("abort", kill, { once: true });
  ending.addEventListener("abort", kill, { once: true });
  const transport = createProgramTransport(program, deps.clock);
  void transport.ended.then(({ code, error }) => {
    allowed.signal.removeEventListener("abort", kill);
    ending.removeEventListener("abort", kill);
    allowed.ended(code === 0 || (error === null && code === null) ? "done" : "failed");
  });
  return {
    transport,
    ended: transport.ended,
    locked: () =>
      allowed.signal.aborted ? new AppError("OFFLINE_LOCKED", { data: { reason: "PROGRAM", name } }) : null,
    said: () => lines.join("\n").slice(-mostSaid),
    kill,
  };
}

async function connectTo(
  deps: SessionDeps,
  { name }: SessionTarget,
  { transport, ended, locked, said, kill }: Opened,
  era: Era,
  ending: AbortSignal,
): Promise<McpSession> {
  const client = new Client(
    { name: "Tramontane", version: deps.version },
    { versionNegotiation: { mode: "auto", probe: ended ? { timeoutMs: probeMs } : {} } },
  );
  // The SDK has no other way to be listened to.
  Object.assign(client, {
    onerror: (error: Error) =>
      deps.logger.warn("A server of tools says what is not understood", { name, error: error.message }),
  });
  let exit: ProgramEnd | null = null;
  let isClosing = false;
  void ended?.then((end) => void (exit = end));

  const failure = (reason: ErrorDataOf<"MCP_FAILED">["reason"], words: string, cause: unknown): AppError =>
    new AppError("MCP_FAILED", { data: { name, reason, ...(words !== "" && { said: words }) }, cause });
  const endedWith = ({ code, error }: ProgramEnd, cause?: unknown): AppError => {
    // Shells say with these that there is nothing that can be run.
    const isStart = error !== null || code === 126 || code === 127;
    const words = [said(), error ?? ""].filter((each) => each !== "").join("\n");
    return failure(isStart ? "START" : "ENDED", words, cause);
  };
  const failed = async (thrown: unknown, seconds: number): Promise<AppError> => {
    if (ending.aborted) return new AppError("CANCELLED", { cause: thrown });
    const own = ownError(thrown);
    if (own)
      return own.code === "CONNECTION_FAILED"
        ? failure("UNREACHABLE", String(own.data?.["reason"] ?? ""), thrown)
        : own;
    const isClosed =
      SdkError.isInstance(thrown) &&
      (thrown.code === SdkErrorCode.ConnectionClosed ||
        thrown.code === SdkErrorCode.NotConnected ||
        thrown.code === SdkErrorCode.EraNegotiationFailed);
    // Its last lines come with its end.
    const end =
      exit ??
      (isClosed && ended && !isClosing
        ? await Promise.race([ended, delay(deps.clock, lastLinesMs, ending).then(() => null)])
        : null);
    const lock = locked();
    if (lock) return lock;
    if (end) return endedWith(end, thrown);
    if (SdkError.isInstance(thrown) && thrown.code === SdkErrorCode.RequestTimeout) {
      return new AppError("MCP_NO_ANSWER_IN_TIME", { data: { name, seconds }, cause: thrown });
    }
    const words = thrown instanceof Error ? thrown.message.slice(0, mostSaid) : "";
    if (UnauthorizedError.isInstance(thrown)) return failure("TOKEN", "", thrown);
    if (SdkHttpError.isInstance(thrown)) {
      return thrown.status === 401 || thrown.status === 403
        ? failure("TOKEN", "", thrown)
        : failure("ADDRESS", words, thrown);
    }
    if (isClosed && !ended) return failure("UNREACHABLE", words, thrown);
    return failure("PROTOCOL", words, thrown);
  };

  try {
    await client.connect(transport, {
      timeout: connectMs,
      signal: ending,
      ...(era === "legacy" && { prior: { kind: "legacy" as const } }),
    });
  } catch (thrown) {
    const error = await failed(thrown, connectMs / 1000);
    kill();
    await ended;
    throw error;
  }
  const version = client.getServerVersion();
  const over = Promise.withResolvers<AppError | null>();
  const onclose = (): void => {
    const settle = (end: ProgramEnd | null): void =>
      over.resolve(isClosing || ending.aborted ? null : (locked() ?? (end ? endedWith(end) : null)));
    if (ended) void ended.then(settle);
    else settle(null);
  };
  Object.assign(client, { onclose });

  /** @throws what went wrong, as ours */
  async function asked<T>(ms: number, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw new AppError("CANCELLED");
    try {
      return await ask();
    } catch (thrown) {
      if (signal.aborted) throw new AppError("CANCELLED", { cause: thrown });
      if (isExpired(thrown)) throw new SessionExpired(name, { cause: thrown });
      throw await failed(thrown, ms / 1000);
    }
  }

  return {
    calls: version ? `${version.title ?? version.name} ${version.version}`.trim() : null,
    protocol: client.getNegotiatedProtocolVersion() ?? "",
    ended: over.promise,
    tools: (signal) =>
      asked(listMs, signal, async () =>
        (await client.listTools(undefined, { signal, timeout: listMs, cacheMode: "refresh" })).tools.map(toolOf),
      ),
    call: (tool, args, signal) =>
      asked(callMs, signal, async () => {
        try {
          return resultText(
            await client.callTool(
              { name: tool, arguments: { ...args } },
              {
                signal,
                timeout: callMs,
                maxTotalTimeout: longestCallMs,
                resetTimeoutOnProgress: true,
                onprogress() {},
              },
            ),
          );
        } catch (thrown) {
          // The server heard the call and says why it does not do it.
          if (!ProtocolError.isInstance(thrown)) throw thrown;
          return { text: thrown.message, isError: true };
        }
      }),
    async close() {
      isClosing = true;
      // A server that keeps sessions is told that this one is over, where it can be told at once.
      if (transport instanceof StreamableHTTPClientTransport && !ending.aborted) {
        await transport.terminateSession().catch(() => {});
      }
      await client.close();
      await ended;
    },
  };
}

/** An error of the outlet, however deep the SDK put it. */
function ownError(thrown: unknown): AppError | null {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (error instanceof AppError) return error;
    const { data } = error as { data?: { cause?: unknown } };
    if (data?.cause instanceof AppError) return data.cause;
  }
  return null;
}

function isExpired(thrown: unknown): boolean {
  return (
    SdkHttpError.isInstance(thrown) &&
    (thrown.status === 404 || (thrown.status === 400 && /session/iu.test(thrown.message)))
  );
}

function toolOf({ name, title, description = "", inputSchema, annotations }: Tool): McpTool {
  return {
    name,
    title: title ?? annotations?.title ?? null,
    description,
    parameters: { ...inputSchema },
    readOnly: annotations?.readOnlyHint === true,
  };
}
