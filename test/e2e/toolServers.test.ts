import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { addModel, answerAgain, apiOf, composer, messages, railLink, t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { addToolAnswer, holdAtQuestion, toolAnswer } from "./toolAnswer.ts";
import { commandOf, programOf } from "./toolServerPictures.ts";

test("a server of tools is added by its command, agreed to, started, switched off and removed", async ({
  open,
  data,
}) => {
  const folder = path.join(data, "Notes");
  mkdirSync(folder);
  const page = await open();
  await page.evaluate(() => (location.hash = "#/settings"));
  const section = page.getByRole("region", { name: t("settings.sections.toolServers") });
  await section.getByRole("button", { name: t("toolServers.add") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("toolServers.what")).fill(commandOf("server-filesystem", folder));
  await expect(dialog.getByLabel(t("endpoints.name"))).toHaveValue("server-filesystem");
  await dialog.getByLabel(t("endpoints.name")).fill("Notes");
  await isAccessible(page, "a server of tools that is added");
  await dialog.getByRole("button", { name: t("toolServers.addThese", { count: 1 }), exact: true }).click();

  const question = page.getByRole("alertdialog");
  await expect(question.locator("code")).toContainText("server-filesystem/dist/index.js");
  await expect(question.locator("code")).toContainText(folder);
  await expect(question).toContainText(t("toolServers.locked"));
  await isAccessible(page, "a command that is asked for");
  await question.getByRole("button", { name: t("toolServers.agree"), exact: true }).click();

  const card = section.getByRole("article", { name: "Notes" });
  const start = card.getByRole("button", { name: t("toolServers.start") });
  await expect(card.getByRole("status")).toHaveText(t("toolServers.state.off"));
  await expect(start).toBeDisabled();
  await card.getByRole("button", { name: t("connections.unlock") }).click();
  await start.click();
  await expect(card.getByRole("status").first()).toHaveText(t("toolServers.state.running"));
  await card.getByRole("button", { name: /\d+ of \d+ tools/u }).click();
  await expect(card).toContainText("read_text_file");
  const switches = card.getByRole("list", { name: t("toolServers.listed") }).getByRole("switch");
  const all = await switches.count();
  await card.getByText(t("toolServers.none"), { exact: true }).click();
  await expect(card.getByRole("button", { name: t("toolServers.offered", { count: all, offered: 0 }) })).toBeVisible();
  await card.getByRole("searchbox", { name: t("toolServers.search") }).fill("read_text");
  // Another one names it in what it says of itself.
  await expect(switches).not.toHaveCount(all);
  const reading = card.getByRole("switch", { name: t("toolServers.offer", { tool: "read_text_file" }) });
  await reading.focus();
  await page.keyboard.press("Space");
  await expect(reading).toBeChecked();
  await expect(card.getByRole("button", { name: t("toolServers.offered", { count: all, offered: 1 }) })).toBeVisible();
  await isAccessible(page, "a server of tools that runs");

  await card.getByText(t("endpoints.isOn"), { exact: true }).click();
  await expect(card.getByRole("status")).toHaveText(t("toolServers.state.disabled"));
  await card.getByRole("button", { name: t("toolServers.remove") }).click();
  await question.getByRole("button", { name: t("toolServers.remove") }).click();
  await expect(card).toHaveCount(0);
});

test("a chat chooses a server of tools, and a model that cannot call any is told apart", async ({
  open,
  data,
  models,
}) => {
  const folder = path.join(data, "Notes");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "mill.txt"), toolAnswer.file);
  const page = await open();
  await addModel(page, models.brief);
  const choose = page.getByRole("button", { name: t("chat.tools.choose") });
  await page.evaluate(() => (location.hash = "#/chat"));
  await expect(composer(page)).toBeVisible();
  await expect(choose).toHaveCount(0);

  const api = await apiOf(page);
  await api.connections.setLock({ isLocked: false });
  const { id, place } = await api.mcp.add({ name: "Notes", place: programOf("server-filesystem", folder) });
  if (place.kind === "program") await api.mcp.confirm({ id, ...place });
  await choose.click();
  await page.getByRole("option", { name: "Notes" }).click();
  await page.keyboard.press("Escape");
  const chosen = page.getByRole("list", { name: t("chat.tools.chosen") });
  await expect(chosen).toContainText("Notes");
  await expect(page.getByText(t("chat.tools.cannot", { name: "Brief Mistral" }))).toBeVisible();
  // The button that the focus goes back to shows its tooltip.
  await composer(page).click();
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await isAccessible(page, "a chat that may use tools");

  await composer(page).fill("When was the mill built?");
  await composer(page).press("Enter");
  await expect(answerAgain(page)).toBeVisible({ timeout: 60_000 });
  await expect(messages(page).last()).toContainText(t("chat.tools.notByModel", { servers: ["Notes"] }));
  // What was chosen before it began is the conversation's.
  await expect(chosen).toContainText("Notes");
  await page.reload();
  await expect(chosen).toContainText("Notes");
  await api.connections.setLock({ isLocked: true });
  const why = t("chat.tools.hindered", { names: ["Notes"], why: t("chat.tools.locked") });
  await expect(page.getByText(why)).toBeVisible();
  await chosen.getByRole("button", { name: t("chat.tools.without", { name: "Notes" }) }).click();
  await expect(chosen).toHaveCount(0);
});

test("an answer shows what its tools were asked and answered, and asks before the next", async ({ open, data }) => {
  addToolAnswer(data);
  const page = await open();
  await railLink(page, toolAnswer.title).click();
  const answer = messages(page).last();
  const [before = "", after = ""] = toolAnswer.text.split("\n\n");
  const order = [toolAnswer.tool, before, "list_directory", "write_file", after];
  await expect(answer).toContainText(after);
  const shown = await answer.innerText();
  const places = order.map((words) => shown.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const uses = answer.getByRole("list", { name: t("chat.tools.used") }).getByRole("listitem");
  await expect(uses).toHaveCount(3);
  await expect(uses.nth(1)).toContainText(t("chat.tools.end.failed"));
  await expect(uses.nth(2)).toContainText(t("chat.tools.end.refused"));
  await expect(answer).toContainText("“Weather”");
  await uses.first().getByRole("button").click();
  await expect(uses.first()).toContainText("/home/me/Notes/mill.txt");
  await isAccessible(page, "an answer with tools");
  await uses
    .first()
    .getByRole("button", { name: t("chat.tools.open") })
    .click();
  const whole = page.getByRole("dialog", { name: t("chat.tools.answerOf", { tool: "read_text_file" }) });
  await expect(whole).toContainText(toolAnswer.file.repeat(200).trim());
  await isAccessible(page, "all that a tool answered");
  await page.keyboard.press("Escape");

  await holdAtQuestion(page);
  await page.reload();
  const question = answer.getByRole("region", { name: t("chat.tools.ask", { server: "Notes" }) });
  await expect(question).toContainText("list_directory");
  await expect(question).toContainText("/home/me");
  await expect(question.getByRole("button", { name: t("chat.tools.always") })).toBeVisible();
  await isAccessible(page, "a call that is asked for");
});
