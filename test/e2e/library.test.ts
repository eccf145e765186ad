import { addModel, composer, dropFiles, messages, pages, rail, railLink, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

const fable = `# A fable of the zephyr

The old captain slept. The zephyrine wind came at night and moved the boats.

${"The sea was quiet and nobody spoke of it. ".repeat(60)}
`;

test("Ctrl+K finds words in documents, titles and messages, and opens them", async ({ open, models }) => {
  const page = await open();
  await addModel(page, models.brief);
  await dropFiles(page, [{ name: "fable.md", content: fable }]);
  await expect(railLink(page, "A fable of the zephyr")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Shift+o");
  await composer(page).fill("What is a quixotic halcyon?");
  await composer(page).press("Enter");
  await expect(messages(page)).toHaveCount(2);

  const palette = page.getByRole("dialog", { name: t("palette.label") });
  const option = palette.getByRole("option");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("zephyrine");
  const place = option.filter({ hasText: t("palette.kinds.document") }).filter({ has: page.locator("mark") });
  await expect(place.first()).toBeVisible();
  await expect(place.first().locator("mark").first()).toHaveText("zephyrine");
  await place.first().click();
  await expect(palette).toBeHidden();
  await expect(page.getByRole("heading", { name: "A fable of the zephyr", level: 1 })).toBeVisible();
  await expect(pages(page).getByText("zephyrine")).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("halcyon");
  const said = option
    .filter({ hasText: t("palette.kinds.message") })
    .filter({ has: page.locator("mark", { hasText: "halcyon" }) });
  await expect(said.first()).toBeVisible();
  await said.first().click();
  await expect(messages(page).first()).toContainText("halcyon");

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("fable");
  await expect(option.filter({ hasText: "A fable of the zephyr" }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("a document is renamed, pinned, deleted and brought back", async ({ open }) => {
  const page = await open();
  await dropFiles(page, [{ name: "fable.md", content: fable }]);
  const title = "A fable of the zephyr";
  const menu = (name: string) => rail(page).getByRole("button", { name: t("rail.actionsOf", { title: name }) });
  const act = async (name: string, deed: string) => {
    await railLink(page, name).hover();
    await menu(name).click();
    await page.getByRole("menuitem", { name: deed }).click();
  };
  await act(title, t("common.rename"));
  const field = rail(page).getByRole("textbox", { name: t("rail.newTitle") });
  await expect(field).toBeFocused();
  await field.fill("The captain's night");
  await field.press("Enter");
  await expect(railLink(page, "The captain's night")).toBeVisible();
  await expect(page.getByRole("heading", { name: "The captain's night", level: 1 })).toBeVisible();

  await act("The captain's night", t("common.pin"));
  await expect(rail(page).getByText(t("dates.pinned"), { exact: true })).toBeVisible();

  await act("The captain's night", t("common.delete"));
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("The captain's night");
  await dialog.getByRole("button", { name: t("common.delete") }).click();
  await expect(railLink(page, "The captain's night")).toBeHidden();
  await expect(page.getByRole("heading", { name: t("start.title") })).toBeVisible();
  await page.getByRole("button", { name: t("common.undo") }).click();
  await expect(railLink(page, "The captain's night")).toBeVisible();
  await page.reload();
  await expect(railLink(page, "The captain's night")).toBeVisible();
});
