import { addModel, answerAgain, apiOf, composer, messages, t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

test("a quick question is asked about what was copied, and its answer can be checked", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.brief);
  const api = await apiOf(page);
  await page.setViewportSize({ width: 640, height: 520 });
  // What the shell of the application would tell.
  await page.route("**/rpc/desktop/material", (route) =>
    route.fulfill({
      json: {
        json: [{ from: "clipboard", text: "The rent is 900 euros a month. It is due on the third working day." }],
      },
    }),
  );
  await page.goto(`${new URL(page.url()).origin}/?quick#/chat`);
  const material = page.getByRole("region", { name: t("quick.material") });
  await expect(material).toContainText(t("quick.words", { count: 15 }));
  await isAccessible(page, "the quick question");
  expect(await api.documents.list()).toEqual([]);
  const asked = Promise.withResolvers<void>();
  await page.route("**/files?*", async (route) => {
    await asked.promise;
    await route.continue();
  });
  await material.getByRole("button", { name: /^Ask about/u }).click();
  await expect(material).toBeHidden();
  expect(await page.getByRole("region", { name: t("drop.showAll") }).count()).toBe(0);
  // At once: it is on its way yet, and then still read.
  await composer(page).fill("What is the rent?");
  await composer(page).press("Enter");
  await expect(page.getByRole("button", { name: t("actions.sendMessage") })).toBeDisabled();
  await expect(page.getByText(t("chat.waitsForFiles"))).toBeVisible();
  await expect(composer(page)).toHaveValue("What is the rent?");
  asked.resolve();
  await expect(answerAgain(page)).toBeVisible({ timeout: 60_000 });
  const documents = await api.documents.list();
  expect(documents.map(({ title, status }) => `${title} ${status}`)).toEqual([
    expect.stringMatching(new RegExp(`^${t("quick.from.clipboard")}.* ready$`, "u")),
  ]);
  const [conversation] = await api.conversations.list();
  expect(conversation?.documentIds).toHaveLength(1);
  // Another view is the main window's: here the conversation stays.
  await page.evaluate(() => (location.hash = "#/models"));
  await expect(page).toHaveURL(/#\/chat\//u);
  await page.getByRole("button", { name: t("quick.new") }).click();
  await expect(messages(page)).toHaveCount(0);
});
