import { createInterface } from "node:readline/promises";
import { AppError } from "../contract/errors.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { chosenModel, followJob, type Session, withSession } from "./session.ts";
import { readStdinText } from "./stdin.ts";
import { jsonLine } from "./words.ts";

/** `chat ["TEXT"] [--json]`: what was given and piped in is answered; on a terminal, where nothing was, line by line until its end. */
export async function chat(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("chat", args);
  const piped = process.stdin.isTTY ? "" : await readStdinText(signal);
  const first = [options.words.join(" "), piped].filter((part) => part !== "").join("\n\n");
  if (first === "" && !process.stdin.isTTY) throw usage({ reason: "CHAT" });
  const conversation: Conversation = { id: null, parentId: null, pending: first };
  return withSession(options, signal, async (session) => {
    const modelId = await chosenModel(session, options);
    const say = (text: string): Promise<void> => answer(session, conversation, text, { ...options, modelId });
    if (conversation.pending !== "") await say(conversation.pending);
    if (first === "") await talk(session, say);
    return 0;
  });
}

/** What a command that begins anew in another process goes on with. */
interface Conversation {
  id: string | null;
  parentId: string | null;
  /** what was said and is not answered yet */
  pending: string;
}

async function answer(
  session: Session,
  conversation: Conversation,
  text: string,
  { modelId, complete, json }: Pick<Options, "complete" | "json"> & { readonly modelId: string | null },
): Promise<void> {
  const { client } = session;
  conversation.pending = text;
  const conversationId = (conversation.id ??= (await client.conversations.create({})).id);
  const { parentId } = conversation;
  const { replyId, jobId } = await client.chat.send({ conversationId, parentId, text, modelId, complete });
  await followJob(session, jobId, (event) => {
    if (event.type === "delta" && !json) process.stdout.write(event.text);
  });
  conversation.parentId = replyId;
  conversation.pending = "";
  if (!json) process.stdout.write("\n");
  else {
    const { messages } = await client.conversations.get({ id: conversationId });
    process.stdout.write(jsonLine(messages.find(({ id }) => id === replyId)));
  }
}

/** Until the terminal says that nothing comes any more. @throws CANCELLED at an interrupt */
async function talk({ signal }: Session, say: (text: string) => Promise<void>): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, signal });
  // While it reads keys one by one, the terminal itself interrupts nobody.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    terminal.prompt();
    for await (const line of terminal) {
      if (line.trim() !== "") await say(line.trim());
      terminal.prompt();
    }
  } finally {
    terminal.close();
  }
  if (signal.aborted) throw new AppError("CANCELLED");
}
