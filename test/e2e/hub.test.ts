import { readFileSync } from "node:fs";
import { openFaultyHub } from "../helpers/faultyHub.ts";
import { answerAgain, composer, rail, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

test("a model is looked for on the hub, got, and answers", async ({ open, models }) => {
  await using hub = await openFaultyHub({
    files: { "brief-F16.gguf": { bytes: readFileSync(models.brief) }, "README.md": { bytes: Buffer.from("# Brief") } },
  });
  process.env.HF_ENDPOINT = hub.address;
  try {
    const page = await open();
    await rail(page)
      .getByRole("button", { name: t("actions.openModels"), exact: true })
      .click();
    // The list stands there without anybody having been asked.
    await expect(page.getByRole("list", { name: t("catalogue.title") }).getByRole("listitem")).not.toHaveCount(0);
    expect(hub.requests).toEqual([]);

    const field = page.getByRole("textbox", { name: t("catalogue.search.label") });
    await field.fill("brief");
    await field.press("Enter");
    await page.getByRole("button", { name: hub.repo }).click();
    await page.getByRole("button", { name: /brief-F16\.gguf$/u }).click();
    const card = page.getByRole("article", { name: "Brief Mistral" });
    await expect(card).toBeVisible({ timeout: 30_000 });
    await expect(card).toContainText(t("models.default"));

    // The same by a link is known to be here.
    await field.fill(`https://huggingface.co/${hub.repo}/blob/main/brief-F16.gguf`);
    await field.press("Enter");
    const files = page.getByRole("list", { name: t("catalogue.search.files", { repo: hub.repo }) });
    await expect(files.getByRole("listitem")).toContainText(t("catalogue.here"));

    await page.keyboard.press("ControlOrMeta+Shift+o");
    await composer(page).fill("What is a lease?");
    await composer(page).press("Enter");
    await expect(answerAgain(page)).toBeVisible({
      timeout: 60_000,
    });
  } finally {
    delete process.env.HF_ENDPOINT;
  }
});

test("a download waits for a busy hub, is paused, goes on, and another one is given up", async ({ open, models }) => {
  const busy = { kind: "busy", status: 429, retryAfter: "60" } as const;
  const bytes = readFileSync(models.brief);
  await using hub = await openFaultyHub({
    files: { "brief-F16.gguf": { bytes }, "other-F16.gguf": { bytes: Buffer.concat([bytes, Buffer.alloc(32)]) } },
    faults: [busy],
  });
  process.env.HF_ENDPOINT = hub.address;
  try {
    const page = await open();
    await rail(page)
      .getByRole("button", { name: t("actions.openModels"), exact: true })
      .click();
    const field = page.getByRole("textbox", { name: t("catalogue.search.label") });
    await field.fill(`hf:${hub.repo}`);
    await field.press("Enter");
    await page.getByRole("button", { name: /brief-F16\.gguf$/u }).click();
    await page.getByRole("button", { name: /other-F16\.gguf$/u }).click();
    const downloads = page.getByRole("list", { name: t("catalogue.downloads.title") });
    const brief = downloads.getByRole("listitem", { name: "brief-F16.gguf" });
    const other = downloads.getByRole("listitem", { name: "other-F16.gguf" });
    await expect(brief.getByRole("alert")).toContainText("HUB_BUSY");
    await expect(other).toContainText(t("catalogue.downloads.states.waiting"));

    await other.getByRole("button", { name: t("catalogue.downloads.cancel") }).click();
    await expect(other).toHaveCount(0);
    await brief.getByRole("button", { name: t("catalogue.downloads.pause") }).click();
    await expect(brief).toContainText(t("catalogue.downloads.states.paused"));
    await brief.getByRole("button", { name: t("catalogue.downloads.resume") }).click();
    await expect(page.getByRole("article", { name: "Brief Mistral" })).toBeVisible({ timeout: 30_000 });
    await expect(downloads).toHaveCount(0);
  } finally {
    delete process.env.HF_ENDPOINT;
  }
});
