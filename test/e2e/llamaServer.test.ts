import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { llamaServerStandIn } from "../helpers/llamaServerStandIn.ts";
import { addModel, apiOf, t } from "./actions.ts";
import { isAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

test("a llama-server is named, runs a model, and shows how", async ({ open, data }) => {
  test.skip(process.platform === "win32", "the stand-in is a script of the shell");
  const standIn = llamaServerStandIn();
  standIn.say("devices", "  CUDA0: NVIDIA GeForce RTX 4060 (8188 MiB, 1547 MiB free)\n");
  const page = await open();
  await addModel(
    page,
    writeTinyModel(`${data}-moe.gguf`, { name: "Tiny Mixture Instruct", shape: { experts: 8 } }).path,
  );
  await page.evaluate(() => (location.hash = "#/models"));
  const section = page.getByRole("region", { name: t("models.server.title") });
  await expect(section).toContainText(t("models.server.locked"));
  await section.getByRole("button", { name: t("connections.unlock") }).click();
  const field = section.getByLabel(t("models.server.path"));
  await field.fill("/nowhere/llama-server");
  // Until the lock is open Enter does nothing.
  await expect(section.getByRole("button", { name: t("models.server.take") })).toBeEnabled();
  await field.press("Enter");
  await expect(section).toContainText("/nowhere/llama-server");
  await field.fill(standIn.path);
  await section.getByRole("button", { name: t("models.server.take") }).click();
  const card = section.getByRole("article");
  await expect(card).toContainText("7777 (abcdef12)");

  const model = page.getByRole("article", { name: "Tiny Mixture Instruct" });
  await model.getByText(t("models.server.runBy")).click();
  await expect(card).toContainText("Tiny Mixture Instruct");
  await model.getByRole("button", { name: t("models.load"), exact: true }).click();
  await expect(card).toContainText(t("models.server.chip.ready"));
  const inRail = page.getByRole("button", { name: new RegExp(`^${t("engine.model")}.*Tiny Mixture Instruct`, "u") });
  await expect(inRail).toContainText(t("engine.ready"));
  await expect(card.locator("code")).toContainText(`${standIn.path} --model`);
  await expect(card.locator("code")).toContainText("--n-gpu-layers 3 --n-cpu-moe 1 --threads");
  await expect(card).toContainText("1 of 2 layers keep their experts in main memory");
  await isAccessible(page, "a llama-server");
  await (await apiOf(page)).connections.setLock({ isLocked: true });
  await expect(card).toContainText(t("models.server.chip.off"));
  await expect(card).toContainText(t("models.server.locked"));
  await expect(inRail).toContainText(t("engine.asleep"));
});
