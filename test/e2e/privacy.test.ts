import type { Message } from "../../electron/contract/chat.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { createIds, systemClock } from "../../electron/host/nodePorts.ts";
import {
  chips,
  digestLines,
  dropFiles,
  messages,
  openSample,
  pages,
  rail,
  railLink,
  summarizeOnRequestOnly,
  t,
} from "./actions.ts";
import type { BrowserContext } from "@playwright/test";
import { expect, isElectron, test } from "./fixtures.ts";

const hostile = `Look: ![pixel](http://tracker.invalid/pixel.png) and <img src="http://tracker.invalid/html.png">
<iframe src="http://tracker.invalid/frame"></iframe><script>fetch("http://tracker.invalid/script")</script>
<style>@import "http://tracker.invalid/style.css";</style><link rel="stylesheet" href="http://tracker.invalid/link.css">

[a link](http://tracker.invalid/link?secret=1) and [a trap](javascript:fetch('http://tracker.invalid/js'))

<a href="http://tracker.invalid/anchor" ping="http://tracker.invalid/ping">an anchor</a>
`;

test("nothing leaves the computer in a whole session", async ({ app, open, context }) => {
  test.skip(isElectron, "In the window nothing but the application's own scheme is served.");
  const asked = recordRequests(context);
  const page = await open();
  const response = await page.goto(new URL(app.address).origin);
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  await summarizeOnRequestOnly(page);
  await openSample(page);
  await chips(digestLines(page).first()).first().click();
  await expect(page.locator(".pdf-light[data-kind=quote]").first()).toBeInViewport();
  await dropFiles(page, [{ name: "hostile.md", content: `# Hostile\n\n${hostile}` }]);
  await railLink(page, "Hostile").click();
  await expect(pages(page).getByText("a link").first()).toBeVisible();
  await dropFiles(page, [{ name: "page.html", content: `<title>Web page</title><p>Words of a page.</p>${hostile}` }]);
  await railLink(page, "Web page").click();
  await expect(pages(page).getByText("Words of a page.")).toBeVisible();
  for (const view of ["models", "settings"] as const) {
    await rail(page)
      .getByRole("button", { name: t(view === "models" ? "actions.openModels" : "actions.openSettings"), exact: true })
      .click();
    await expect(page.getByRole("heading", { name: t(`${view}.title`), level: 1 })).toBeVisible();
  }
  expect(asked.length).toBeGreaterThan(10);
  expect(elsewhere(asked, app.address)).toEqual([]);
});

test("a hostile answer fetches nothing, and its links ask before they open", async ({ data, start, context }) => {
  test.skip(isElectron, "The stored message needs a page whose requests are seen.");
  storeAnswer(data, hostile);
  const asked = recordRequests(context);
  const app = await start();
  const page = await context.newPage();
  await page.goto(app.address);
  await railLink(page, "Hostile chat").click();
  const message = messages(page).last();
  await expect(message).toContainText(t("chat.image", { alt: "pixel" }));
  await expect(message.locator("img, iframe, script, style, link, a[href]")).toHaveCount(0);

  await message.getByRole("button", { name: "a link" }).click();
  const dialog = page.getByRole("dialog", { name: t("link.title") });
  await expect(dialog).toContainText("http://tracker.invalid/link?secret=1");
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await expect(dialog).toBeHidden();
  await expect(message).toContainText("a trap");
  await expect(message.getByRole("button", { name: "a trap" })).toHaveCount(0);
  expect(context.pages()).toHaveLength(1);
  expect(elsewhere(asked, app.address)).toEqual([]);
});

test("the address opens once, and no other page may call", async ({ app, open, browser }) => {
  test.skip(isElectron, "The window has no address.");
  await open();
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  const response = await page.goto(app.address);
  expect(response?.status()).toBe(401);
  const { origin } = new URL(app.address);
  expect((await stranger.request.get(`${origin}/files/none`)).status()).toBe(401);
  expect((await stranger.request.post(`${origin}/rpc/documents/list`, { data: {} })).status()).toBe(401);
  await stranger.close();
});

function recordRequests(context: BrowserContext): string[] {
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url()));
  return asked;
}

const elsewhere = (asked: readonly string[], address: string) => {
  const { origin } = new URL(address);
  return asked.filter(
    (url) => !url.startsWith(`${origin}/`) && !url.startsWith("data:") && !url.startsWith(`blob:${origin}/`),
  );
};

/** A conversation whose answer a model might have been talked into. */
function storeAnswer(data: string, text: string): void {
  const logger = { info() {}, warn() {}, error() {} };
  const store = openStore({ paths: { data, resources: data }, clock: systemClock, logger });
  const ids = createIds(systemClock);
  const [conversationId, questionId, answerId] = [ids.next(), ids.next(), ids.next()];
  const createdAt = systemClock.now();
  const common: Omit<Message, "id" | "parentId" | "role" | "text"> = {
    conversationId,
    status: "done",
    thought: null,
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
    createdAt,
  };
  store.conversations.put({
    id: conversationId,
    title: "Hostile chat",
    pinned: false,
    documentIds: [],
    leafId: null,
    systemPrompt: "",
    createdAt,
    updatedAt: createdAt,
  });
  store.messages.put({ ...common, id: questionId, parentId: null, role: "user", text: "Show me." });
  store.messages.put({ ...common, id: answerId, parentId: questionId, role: "assistant", text });
  store.conversations.update(conversationId, { leafId: answerId });
  store.close();
}
