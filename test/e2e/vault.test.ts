import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { composer, dropFiles, openSample, rail, railLink, sampleTitle, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

const passphrase = "correct horse battery";
const secret = "zygomorphic";

function holding(data: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(secret));
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function openEncryption(page: Page): Promise<void> {
  await rail(page)
    .getByRole("button", { name: t("actions.openSettings"), exact: true })
    .click();
  await expect(page.getByRole("heading", { name: t("settings.sections.protection") })).toBeVisible();
}

async function startChat(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = "#/chat"));
  await expect(composer(page)).toBeVisible();
}

test("the library is encrypted, locked, unlocked and brought back in the window", async ({ open, data }) => {
  const page = await open();
  await dropFiles(page, [{ name: "flower.txt", content: `The ${secret} flower opens in May.` }]);
  await expect(railLink(page, "flower")).toBeVisible();
  await startChat(page);
  await composer(page).fill(`What is ${secret}?`);
  const drafts = (): Promise<string[]> =>
    page.evaluate(() => Object.entries(localStorage).map(([, value]) => String(value)));
  expect((await drafts()).some((value) => value.includes(secret))).toBe(true);

  await openEncryption(page);
  await button(page, t("vault.turnOn")).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("vault.fresh"), { exact: true }).fill(passphrase);
  await dialog.getByLabel(t("vault.again"), { exact: true }).fill("correct cow");
  await expect(dialog.getByText(t("vault.differ"))).toBeVisible();
  await expect(button(page, t("vault.encrypt"))).toBeDisabled();
  await dialog.getByLabel(t("vault.again"), { exact: true }).fill(passphrase);
  await button(page, t("vault.encrypt")).click();
  await expect(page.getByText(t("vault.state.passphrase"))).toBeVisible();
  expect(holding(data)).toEqual([]);
  expect((await drafts()).some((value) => value.includes(secret))).toBe(false);

  await page.keyboard.press("Control+Alt+L");
  await expect(page.getByRole("heading", { name: t("vault.lockedTitle") })).toBeVisible();
  await expect(railLink(page, "flower")).toHaveCount(0);
  expect(await page.content()).not.toContain(secret);
  await page.reload();
  await page.getByLabel(t("vault.passphrase")).fill("not the passphrase");
  await page.keyboard.press("Enter");
  await expect(page.getByText("PASSPHRASE_WRONG")).toBeVisible();
  await page.getByLabel(t("vault.passphrase")).fill(passphrase);
  await page.keyboard.press("Enter");
  await railLink(page, "flower").click();
  await expect(page.getByText(`The ${secret} flower opens in May.`).first()).toBeVisible();

  // A draft is kept while the page is open, and rests nowhere.
  await startChat(page);
  await composer(page).fill(`Another ${secret} question`);
  await openEncryption(page);
  expect((await drafts()).some((value) => value.includes(secret))).toBe(false);

  await button(page, t("vault.turnOff")).click();
  await page.getByRole("dialog").getByLabel(t("vault.passphrase")).fill(passphrase);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("vault.turnOff") })
    .click();
  await expect(page.getByText(t("vault.state.off"))).toBeVisible();
  expect(holding(data).length).toBeGreaterThan(0);
});

test("the original of an encrypted document is shown with its places", async ({ open }) => {
  const page = await open();
  await openSample(page);
  await openEncryption(page);
  await button(page, t("vault.turnOn")).click();
  await page.getByLabel(t("vault.fresh"), { exact: true }).fill(passphrase);
  await page.getByLabel(t("vault.again"), { exact: true }).fill(passphrase);
  await button(page, t("vault.encrypt")).click();
  await expect(page.getByText(t("vault.state.passphrase"))).toBeVisible();
  await railLink(page, sampleTitle).click();
  await expect(page.locator("canvas").first()).toBeVisible();
  await openEncryption(page);
  await button(page, t("vault.turnOff")).click();
  await page.getByRole("dialog").getByLabel(t("vault.passphrase")).fill(passphrase);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("vault.turnOff") })
    .click();
  await expect(page.getByText(t("vault.state.off"))).toBeVisible();
});
