import { rail, t } from "./actions.ts";
import { expect, isElectron, test } from "./fixtures.ts";

test("the lock stands in the rail, and what it refused in the view of connections", async ({ app, open }) => {
  test.skip(isElectron, "What is refused is asked for by a call over HTTP.");
  const page = await open();
  const lock = rail(page).getByRole("switch", { name: t("connections.lock") });
  await expect(lock).toBeChecked();
  await rail(page)
    .getByRole("link", { name: t("connections.locked") })
    .click();
  await expect(page.getByRole("heading", { name: t("connections.title"), level: 1 })).toBeVisible();
  await expect(page.getByText(t("connections.empty"))).toBeVisible();

  const { origin } = new URL(app.address);
  const answer = await page.request.post(`${origin}/rpc/endpoints/look`, {
    data: { json: { url: "https://models.invalid/v1", key: null } },
    headers: { origin },
  });
  expect(answer.status()).toBe(403);
  const attempt = page.getByRole("row").filter({ hasText: "https://models.invalid" });
  await expect(attempt).toContainText(t("connections.end.refused"));
  await expect(attempt).toContainText(t("connections.reason.LOCK"));

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type(t("actions.openLock"));
  await page.getByRole("option", { name: t("actions.openLock") }).click();
  await expect(lock).not.toBeChecked();
  // by the keyboard, and said in one sentence
  await lock.focus();
  await page.keyboard.press("Space");
  await expect(lock).toBeChecked();
  await page.keyboard.press("Space");
  await expect(lock).not.toBeChecked();
  await expect(page.getByText(t("connections.opened"))).toBeVisible();
  await expect(rail(page).getByRole("link", { name: t("connections.unlocked") })).toBeVisible();
  await page
    .getByRole("main")
    .getByRole("switch", { name: t("connections.lock") })
    .click({ force: true });
  await expect(lock).toBeChecked();
});
