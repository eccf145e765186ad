import {
  addModel,
  chips,
  composer,
  digestLines,
  openSample,
  pane,
  rail,
  summarizeOnRequestOnly,
  t,
} from "./actions.ts";
import { expect, test, type Locator, type Page } from "./fixtures.ts";

const sizes = [
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

test("every view fits every size of the window", async ({ open, models }) => {
  const page = await open();
  await summarizeOnRequestOnly(page);
  await addModel(page, models.brief);
  await atEverySize(page, [page.getByRole("button", { name: t("start.choose") })]);

  await openSample(page);
  await atEverySize(page, [
    page.getByRole("heading", { level: 1 }),
    pane(page).getByRole("button", { name: t("summary.ask") }),
    chips(digestLines(page).first()).first(),
  ]);

  await page.keyboard.press("ControlOrMeta+Shift+o");
  await atEverySize(page, [
    composer(page),
    page.getByRole("button", { name: t("actions.sendMessage"), exact: true }),
    page.getByRole("button", { name: t("chat.attach"), exact: true }),
  ]);
  await page.keyboard.press("ControlOrMeta+Shift+l");
  const text = page.getByRole("textbox", { name: t("check.text"), exact: true });
  const start = page.getByRole("button", { name: t("actions.startCheck"), exact: true });
  await atEverySize(page, [text, start, page.getByRole("button", { name: t("check.choose") })]);
  for (const view of ["models", "settings"] as const) {
    await rail(page)
      .getByRole("button", { name: t(view === "models" ? "actions.openModels" : "actions.openSettings"), exact: true })
      .click();
    await atEverySize(page, [page.getByRole("heading", { name: t(`${view}.title`), level: 1 })]);
  }
});

async function atEverySize(page: Page, controls: readonly Locator[]): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await expect(
      page.getByRole("button", { name: t(size.width <= 1000 ? "rail.expand" : "rail.collapse") }),
    ).toBeVisible();
    for (const control of [...controls, rail(page).getByRole("button", { name: t("actions.newChat"), exact: true })]) {
      await expect(control).toBeInViewport({ ratio: 1 });
    }
    const overflow = await page.evaluate(() => {
      const root = document.documentElement;
      return {
        root: root.scrollWidth - root.clientWidth,
        main: document.querySelector("main")?.scrollWidth ?? 0,
        room: innerWidth,
      };
    });
    expect(overflow.root).toBeLessThanOrEqual(0);
    expect(overflow.main).toBeLessThanOrEqual(overflow.room);
  }
}
