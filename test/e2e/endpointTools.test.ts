import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startFaultyEndpoint } from "../helpers/faultyEndpoint.ts";
import { answerAgain, apiOf, composer, messages, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { programOf } from "./toolServerPictures.ts";

test("a model of an endpoint calls tools as far as a person allows it, until its server refuses them", async ({
  open,
  data,
}) => {
  const folder = path.join(data, "Notes");
  mkdirSync(folder);
  const file = path.join(folder, "mill.txt");
  writeFileSync(file, "The mill was built in 1824.");
  await using server = await startFaultyEndpoint({
    answer: (_, prompt) => (prompt.includes("built in 1824") ? "In 1824, as your note says." : "I cannot know."),
    calls: ({ tools, messages: said }) =>
      tools && !JSON.stringify(said).includes('"role":"tool"')
        ? [
            { tool_calls: [{ index: 0, id: "c1", function: { name: "read_text_file", arguments: '{"pa' } }] },
            { tool_calls: [{ index: 0, function: { arguments: `th":${JSON.stringify(file)}}` } }] },
          ]
        : null,
  });
  const page = await open();
  const api = await apiOf(page);
  await api.connections.setLock({ isLocked: false });
  await api.endpoints.add({ name: "Cellar", url: server.url, contextTokens: 16_384 });
  const { id, place } = await api.mcp.add({ name: "Notes", place: programOf("server-filesystem", folder) });
  if (place.kind === "program") await api.mcp.confirm({ id, ...place });
  await page.evaluate(() => (location.hash = "#/chat"));
  await page.getByRole("button", { name: t("chat.tools.choose") }).click();
  await page.getByRole("option", { name: "Notes" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("list", { name: t("chat.tools.chosen") })).toContainText("Notes");
  const cannot = page.getByText(t("chat.tools.cannot", { name: "mill-7b (Cellar)" }));

  await composer(page).fill("When was the mill built?");
  await composer(page).press("Enter");
  const answer = messages(page).last();
  const question = answer.getByRole("region", { name: t("chat.tools.ask", { server: "Notes" }) });
  await expect(question).toContainText("mill.txt");
  await expect(cannot).toHaveCount(0);
  await question.getByRole("button", { name: t("chat.tools.once") }).click();
  await expect(answer).toContainText("In 1824, as your note says.");
  await expect(answer.getByRole("list", { name: t("chat.tools.used") }).getByRole("listitem")).toHaveCount(1);
  await expect(cannot).toHaveCount(0);
  await expect(answerAgain(page)).toBeVisible();

  server.set({ refusesTools: { status: 400, message: "mill-7b does not support tools" } });
  await composer(page).fill("And the barn?");
  await composer(page).press("Enter");
  await expect(messages(page).last()).toContainText(t("chat.tools.notByModel", { servers: ["Notes"] }));
  await expect(messages(page).last()).toContainText("I cannot know.");
  // What showed with the answer stands beside the next question.
  await expect(cannot).toBeVisible();
});
