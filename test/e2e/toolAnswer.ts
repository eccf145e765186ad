import path from "node:path";
import type { Page } from "@playwright/test";
import type { Message, ToolUse } from "../../electron/contract/chat.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { apiOf, messages, railLink, t } from "./actions.ts";

/** The conversation that {@link addToolAnswer} puts into a library. */
export const toolAnswer = {
  id: "tools",
  title: "The mill in my notes",
  tool: "read_text_file",
  file: "The mill was built in 1824 by Ines Duarte.\n",
  text: "Your note on the mill says it, and I look what else lies beside it.\n\nThe mill was built in 1824, by Ines Duarte.",
  /** what stands before the calls that come last */
  before: "Your note on the mill says it, and I look what else lies beside it.",
} as const;

const call: ToolUse = {
  id: "1",
  serverId: "gone",
  server: "Notes",
  tool: toolAnswer.tool,
  arguments: '{"path":"/home/me/Notes/mill.txt"}',
  at: 0,
  state: "done",
  offersAlways: false,
  shown: `${toolAnswer.file} […]`,
  characters: toolAnswer.file.length * 200,
};

/**
 * Puts a conversation into a library that no process has open whose answer called tools: one whose answer was cut, one that failed and one
 * that was not allowed. No tiny model calls any.
 */
export function addToolAnswer(data: string): void {
  const logger = { info() {}, warn() {}, error() {} };
  const store = openStore({ paths: { data, resources: path.join(data, "resources") }, clock: systemClock, logger });
  try {
    const { id, title } = toolAnswer;
    const now = systemClock.now();
    store.conversations.put({
      id,
      title,
      pinned: false,
      documentIds: [],
      leafId: null,
      systemPrompt: "",
      createdAt: now,
      updatedAt: now,
    });
    const question: Message = {
      id: "question",
      conversationId: id,
      parentId: null,
      role: "user",
      text: "When was the mill built? Look into my notes.",
      thought: null,
      status: "done",
      citations: [],
      statements: [],
      passages: [],
      context: null,
      model: null,
      modelId: null,
      jobId: null,
      problem: null,
      completionTokens: null,
      tokensPerSecond: null,
      createdAt: now,
    };
    store.messages.put(question);
    store.messages.put({
      ...question,
      id: "reply",
      parentId: question.id,
      role: "assistant",
      text: toolAnswer.text,
      model: "Brief Mistral",
      context: {
        droppedTurns: 0,
        documents: "none",
        passages: 0,
        promptTokens: 900,
        contextSize: 4096,
        question: null,
        lookedFor: [],
        toolsLeftOut: [
          {
            server: "Weather",
            problem: { code: "OFFLINE_LOCKED", data: { reason: "HOST", host: "tools.example.com" } },
          },
        ],
      },
    });
    store.messages.update("reply", {
      toolUses: [
        call,
        {
          ...call,
          id: "2",
          at: toolAnswer.before.length,
          tool: "list_directory",
          arguments: '{"path":"/home/me"}',
          state: "failed",
          shown: "Access denied - path outside allowed directories",
          characters: 48,
        },
        {
          ...call,
          id: "3",
          at: toolAnswer.before.length,
          tool: "write_file",
          state: "refused",
          shown: "",
          characters: 0,
        },
      ],
    });
    store.conversations.update(id, { leafId: "reply" });
    store.mcpServers.putResult("reply", "1", toolAnswer.file.repeat(200));
    store.mcpServers.putResult("reply", "2", "Access denied - path outside allowed directories");
  } finally {
    store.close();
  }
}

/** Has the window see the answer as it is while its second call waits for the person. */
export async function holdAtQuestion(page: Page): Promise<void> {
  await page.route("**/rpc/conversations/get", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { json: { messages: Message[] } };
    for (const message of body.json.messages) {
      if (!message.toolUses) continue;
      message.status = "streaming";
      message.text = toolAnswer.before;
      message.toolUses = message.toolUses
        .slice(0, 2)
        .map((use) => (use.id === "2" ? { ...use, state: "asking", offersAlways: true, shown: "" } : use));
    }
    await route.fulfill({ response, json: body });
  });
}

/**
 * Shows the conversation of {@link addToolAnswer}: with servers to choose from, a call unfolded, all that a tool answered, and a call that
 * is asked for. The servers are forgotten behind it.
 */
export async function showToolAnswer(page: Page, take: (view: string) => Promise<void>): Promise<void> {
  const api = await apiOf(page);
  const { id, place } = await api.mcp.add({
    name: "Notes",
    place: {
      kind: "program",
      command: "npx",
      args: ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"],
      env: {},
    },
  });
  if (place.kind === "program") await api.mcp.confirm({ id, ...place });
  const { id: weather } = await api.mcp.add({
    name: "Weather of the harbour office, which has a long name",
    place: { kind: "address", url: "https://tools.example.invalid/mcp" },
  });
  await railLink(page, toolAnswer.title).click();
  await page.getByRole("button", { name: t("chat.tools.choose") }).click();
  await page.getByRole("option").first().click();
  await page.getByRole("option").nth(1).click();
  await take("chatTools");
  await page.keyboard.press("Escape");
  const uses = messages(page)
    .last()
    .getByRole("list", { name: t("chat.tools.used") })
    .first();
  await uses.getByRole("button").first().click();
  await take("toolUse");
  await uses.getByRole("button", { name: t("chat.tools.open") }).click();
  await page.getByRole("dialog").getByText(toolAnswer.file.trim()).first().waitFor();
  await take("toolAnswer");
  await page.keyboard.press("Escape");
  await holdAtQuestion(page);
  await page.reload();
  await page.getByRole("button", { name: t("chat.tools.always") }).waitFor();
  await take("toolQuestion");
  await page.unroute("**/rpc/conversations/get");
  for (const server of [id, weather]) await api.mcp.remove({ id: server });
}
