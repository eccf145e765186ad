import {
  addModel,
  answer,
  answerAgain,
  apiOf,
  composer,
  dropFiles,
  longReport,
  messages,
  railLink,
  summarizeOnRequestOnly,
  t,
} from "./actions.ts";
import { expect, isElectron, test, type Page } from "./fixtures.ts";

const patience = { timeout: 60_000 };

test.beforeEach(async ({ open }) => {
  // a summary in the background would take turns with the answers
  await summarizeOnRequestOnly(await open());
});

test("an answer streams, stops with its text kept, and goes on", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.talkative);
  await ask(page, "Tell me about the wind and the sea.");
  await written(page, 40);
  await stop(page);
  const kept = await plain(page);
  expect(kept.length).toBeGreaterThan(20);
  await goesOnFrom(page, kept);
});

test("what a model thinks before its answer is folded beside it, and stays", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.thinking);
  await ask(page, "Which wind comes from the sea?");
  const reply = messages(page).last();
  const fold = reply.getByRole("button", { name: /^Thought for [\d.,]+ s$/u });
  await expect(fold).toBeVisible(patience);
  await ended(page);
  await expect(reply).toContainText(t("chat.thoughtBound"));
  const thought = reply.getByRole("group").locator("p").first();
  await expect(thought).toBeHidden();
  await fold.click();
  await expect(thought).toBeVisible();
  const words = await thought.textContent();
  expect(words?.length).toBeGreaterThan(200);
  await page.reload();
  await messages(page)
    .last()
    .getByRole("button", { name: /^Thought for/u })
    .click();
  await expect(messages(page).last()).toContainText(words ?? "");
});

test("answering again and editing keep every version", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.brief);
  await ask(page, "Which boat has the party?");
  await ended(page);
  const first = await plain(page);
  await answerAgain(page).click();
  await expect(
    messages(page)
      .last()
      .getByRole("group", { name: version(2, 2) }),
  ).toBeVisible(patience);
  await ended(page);
  const second = await plain(page);
  expect(second).not.toBe(first);
  await messages(page)
    .last()
    .getByRole("button", { name: t("chat.previousBranch") })
    .click();
  await expect(
    messages(page)
      .last()
      .getByRole("group", { name: version(1, 2) }),
  ).toBeVisible();
  await expect.poll(() => plain(page)).toBe(first);

  const question = messages(page).first();
  await question.hover();
  await question.getByRole("button", { name: t("chat.edit") }).click();
  await page.getByRole("textbox", { name: t("chat.editLabel") }).fill("Which mountain is new?");
  await page.getByRole("button", { name: t("chat.editSend") }).click();
  await expect(question.getByRole("group", { name: version(2, 2) })).toBeVisible();
  await ended(page);
  await expect(question).toContainText("Which mountain is new?");
  await question.getByRole("button", { name: t("chat.previousBranch") }).click();
  await expect(question).toContainText("Which boat has the party?");
  // below a question its newest answer is shown
  await expect.poll(() => plain(page)).toBe(second);
});

test("a reload in the middle of an answer finds it still being written", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.talkative);
  await ask(page, "Write for a long time about the mountain.");
  await written(page, 40);
  await page.reload();
  await written(page, 40);
  const found = await plain(page);
  await written(page, found.length);
  await stop(page);
  const shown = await plain(page);
  expect(shown.startsWith(found)).toBe(true);
  await page.reload();
  await ended(page);
  expect(await plain(page)).toBe(shown);
});

test("what was written before the application was killed is there afterwards, marked, and goes on", async ({
  app,
  open,
  start,
  models,
}) => {
  const page = await open();
  await addModel(page, models.talkative);
  await ask(page, "Write for a long time about the harbour.");
  await written(page, 200);
  if (!isElectron) {
    const api = await apiOf(page);
    await expect.poll(async () => (await storedAnswer(api)).length, patience).toBeGreaterThan(100);
  }
  await app.kill();

  const again = await open(await start());
  await railLink(again, /harbour/).click();
  await expect(messages(again).last()).toContainText(t("chat.partial"));
  const kept = await plain(again);
  expect(kept.length).toBeGreaterThan(isElectron ? 0 : 90);
  await goesOnFrom(again, kept);
});

test("an answer about documents says how much of them was read", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.brief);
  await dropFiles(page, [{ name: "note.txt", content: "The keys lie under the blue stone. The rent is 12 euros.\n" }]);
  await page.getByRole("button", { name: t("summary.ask") }).click();
  await expect(page.getByRole("list", { name: t("chat.attached") })).toContainText("note");
  await ask(page, "Where are the keys?");
  await ended(page);
  await expect(messages(page).last()).toContainText(t("chat.contextWhole"));

  await page.keyboard.press("ControlOrMeta+Shift+o");
  await expect(page.getByRole("heading", { name: t("rail.chatUntitled"), level: 1 })).toBeVisible();
  await dropFiles(page, [{ name: "harbours.md", content: longReport(40) }]);
  const attached = page.getByRole("list", { name: t("chat.attached") });
  await expect(attached).toContainText("Report of the harbours", patience);
  await expect(attached).not.toContainText(t("rail.reading"), patience);
  await ask(page, "How many boats did Kelso Bay count?");
  await ended(page);
  await expect(messages(page).last()).toContainText(/Answered from [1-9]\d* passages?\./);
});

test("when the context is full the oldest turns leave, and the window says so", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.forgetful);
  // the second alone leaves no room for the first and its answer
  for (const [index, subject] of ["wind", "sea"].entries()) {
    await ask(page, `Tell me about the ${subject} and the mountain of the north. `.repeat(40));
    await expect(messages(page)).toHaveCount(2 * (index + 1));
    await ended(page);
  }
  await expect(messages(page).last()).toContainText(t("chat.dropped", { count: 2 }));
});

/** Sends a message, in a new conversation where none is open. */
async function ask(page: Page, question: string): Promise<void> {
  if (!(await composer(page).isVisible())) await page.keyboard.press("ControlOrMeta+Shift+o");
  await composer(page).fill(question);
  await composer(page).press("Enter");
  await expect(messages(page).first()).toBeVisible();
}

const version = (index: number, total: number) => t("chat.branch", { index, total });

/** What is written so far, once the page has drawn what it knows. */
async function plain(page: Page): Promise<string> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return (await answer(page).innerText()).trimEnd();
}

const written = (page: Page, characters: number) =>
  expect
    .poll(async () => (await answer(page).count()) > 0 && (await plain(page)).length, patience)
    .toBeGreaterThan(characters);

/** Stops the answer that is being written. */
async function stop(page: Page): Promise<void> {
  await page.getByRole("button", { name: t("actions.stopAnswer"), exact: true }).click();
  await expect(messages(page).last()).toContainText(t("chat.stopped"));
  await ended(page);
}

/** Continues the last answer by its button: what was kept stays, and more is written behind it. */
async function goesOnFrom(page: Page, kept: string): Promise<void> {
  await messages(page)
    .last()
    .getByRole("button", { name: t("chat.continue") })
    .click();
  await written(page, kept.length);
  await expect(messages(page).last()).not.toContainText(t("chat.stopped"));
  await stop(page);
  const whole = await plain(page);
  expect(whole.startsWith(kept)).toBe(true);
  expect(whole.length).toBeGreaterThan(kept.length);
}

/** No answer is being written any more. */
async function ended(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: t("actions.sendMessage"), exact: true })).toBeVisible(patience);
  await expect(answerAgain(page)).toBeVisible(patience);
}

async function storedAnswer(api: Awaited<ReturnType<typeof apiOf>>): Promise<string> {
  const [conversation] = await api.conversations.list();
  const { messages: all } = await api.conversations.get({ id: conversation?.id ?? "" });
  return all.findLast(({ role }) => role === "assistant")?.text ?? "";
}
