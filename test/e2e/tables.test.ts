import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { tinyZip } from "../helpers/tinyZip.ts";
import { dropFiles, pages, rail, railLink, t } from "./actions.ts";
import { expect, type Locator, type Page, test } from "./fixtures.ts";

const patience = { timeout: 60_000 };
const lease = (tenant: string, rent: number, until: number) =>
  [
    "Lease of a flat",
    "Landlord: Harbour Cooperative Ltd",
    `Tenant: ${tenant}`,
    `Monthly rent: ${rent} euros`,
    "Start date: 1 March 2024",
    `End date: 28 February ${until}`,
    "Notice period: three months",
    "The tenant keeps the flat clean and tells the landlord of any damage at once.",
  ].join("\n\n");

/** Drops an archive of three leases and opens the form that asks the same of all of them, with code alone. */
async function beginTable(page: Page): Promise<void> {
  // wide enough for the columns that are looked at
  await page.setViewportSize({ width: 1920, height: 900 });
  const archive = tinyZip({
    "flats/ada.txt": lease("Ada Okafor", 900, 2027),
    "flats/ben.txt": lease("Ben Rivas", 1250, 2029),
    "flats/eve.txt": lease("Eve Duarte", 700, 2027),
  });
  await dropFiles(page, [{ name: "Leases.zip", content: Buffer.from(archive) }]);
  const main = page.getByRole("main");
  await expect(main.getByText(t("collections.documents", { count: 3 })).first()).toBeVisible(patience);
  await main.getByRole("button", { name: t("collections.askSame") }).click();
  await page.getByRole("radio", { name: /^Leases/u }).check({ force: true });
  await page.getByRole("button", { name: t("tables.model.label") }).click();
  await page.getByRole("option", { name: t("tables.model.none") }).click();
}

const grid = (page: Page): Locator => page.getByRole("grid");
const row = (page: Page, file: string): Locator => grid(page).getByRole("row").filter({ hasText: file });
const head = (page: Page, name: string): Locator => grid(page).getByRole("columnheader", { name, exact: true });
/** The cell of a file in the column with this head. */
async function cellOf(page: Page, file: string, name: string): Promise<Locator> {
  const place = (await head(page, name).getAttribute("aria-colindex")) ?? "";
  return row(page, file).locator(`[aria-colindex="${place}"]`);
}

test("three leases are asked the same by code alone, and each answer opens its place in the page", async ({ open }) => {
  const page = await open();
  await beginTable(page);
  await isAccessible(page);
  await page.getByRole("button", { name: t("tables.new.ask", { count: 3 }) }).click();
  await expect(grid(page)).toBeVisible(patience);
  const rent = await cellOf(page, "ben.txt", "Rent");
  await expect(rent).toContainText("1,250", patience);
  await expect(rail(page).getByText(t("rail.sections.tables"))).toBeVisible();
  await isAccessible(page);

  await rent.click();
  await expect(pages(page).locator("mark").first()).toContainText(/1250|rent/iu, patience);
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(rent).toBeFocused();

  await page.getByRole("link", { name: t("app.name") }).click();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("leases leases");
  await page
    .getByRole("dialog", { name: t("palette.label") })
    .getByRole("option", { name: "Leases: Leases" })
    .click();
  await expect(grid(page)).toBeVisible();
});

test("a cell is corrected and taken back, rows are sorted and shown by a question, and the table is saved", async ({
  open,
}) => {
  const page = await open();
  await beginTable(page);
  await page.getByRole("button", { name: t("tables.new.ask", { count: 3 }) }).click();
  await expect(grid(page)).toBeVisible(patience);
  const ada = await cellOf(page, "ada.txt", "Rent");
  await expect(ada).toContainText("900", patience);

  await ada.focus();
  await page.keyboard.press("F2");
  await page.getByRole("textbox", { name: t("tables.correct.label") }).fill("EUR 910");
  await page.keyboard.press("Enter");
  await expect(ada).toContainText("910", patience);
  await expect(ada.getByRole("img", { name: t("tables.states.corrected") })).toBeVisible();
  await page.getByRole("button", { name: t("tables.pane.takeBack") }).click();
  await expect(ada).toContainText("900", patience);
  await page.keyboard.press("Escape");

  const files = () => grid(page).getByRole("rowheader").filter({ hasText: ".txt" }).allTextContents();
  await head(page, "Rent").getByRole("button").click();
  await page.getByRole("menuitem", { name: t("tables.column.descending") }).click();
  await expect.poll(async () => (await files()).join()).toMatch(/ben\.txt.*ada\.txt.*eve\.txt/u);

  const question = page.getByRole("searchbox", { name: t("tables.question.label") });
  await question.fill("Which leases end in 2027?");
  await question.press("Enter");
  const filters = page.getByRole("group", { name: t("tables.filter.list") });
  await expect(filters).toContainText("2027", patience);
  await expect(row(page, "ben.txt")).toBeHidden();
  await expect(row(page, "eve.txt")).toBeVisible();

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: t("tables.export"), exact: true }).click();
  await page.getByRole("menuitem", { name: t("export:save.csv") }).click();
  const text = readFileSync(await (await saved).path(), "utf8");
  expect(text).toContain("eve.txt");
  expect(text).not.toContain("ben.txt");
  await filters.getByRole("button", { name: t("tables.filter.clear") }).click();
  await expect(row(page, "ben.txt")).toBeVisible();
});

test("a list of questions is made, kept as a file and brought in again", async ({ open }) => {
  const page = await open();
  await page.goto(`${new URL(page.url()).origin}/#/newTable`);
  await page.getByRole("button", { name: t("tables.templates.make") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: t("tables.templates.name") }).fill("Boats");
  await dialog
    .getByRole("button", { name: new RegExp(t("tables.edit.unnamed"), "u") })
    .first()
    .click();
  await dialog
    .getByRole("list", { name: t("tables.edit.columns") })
    .getByRole("textbox", { name: t("tables.edit.name"), exact: true })
    .fill("Length");
  await dialog.getByRole("button", { name: t("common.save") }).click();
  const boats = page.getByRole("radio", { name: /^Boats/u });
  await expect(boats).toBeChecked();

  await page.getByRole("button", { name: t("tables.templates.actionsOf", { name: "Boats" }) }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: t("tables.templates.export") }).click();
  const file = await (await saved).path();
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: t("tables.templates.import") }).click();
  await (await chosen).setFiles({ name: "boats.json", mimeType: "application/json", buffer: readFileSync(file) });
  await expect(page.getByRole("radio", { name: /^Boats/u })).toHaveCount(2);
  expect(await railLink(page, "Boats").count()).toBe(0);
});

/** What the pointer happens to rest on may show a tooltip, which stands in no landmark: the pointer goes away first. */
async function isAccessible(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).exclude(".page-list").analyze();
  expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target.join(" ")) }))).toEqual([]);
}
