/** `node test/e2e/screenshots.ts FOLDER`: pictures of the main views at three sizes, light and dark. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { baseModel, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { llamaServerStandIn } from "../helpers/llamaServerStandIn.ts";
import { openFaultyHub } from "../helpers/faultyHub.ts";
import { addAnsweredTable, answered } from "../helpers/answeredTable.ts";
import {
  addModel,
  answerAgain,
  chips,
  composer,
  openSample,
  rail,
  railLink,
  receipt,
  sampleTitle,
  t,
} from "./actions.ts";
import { addJudgedSummary, judged } from "./judgedSummary.ts";
import { showEndpoints } from "./endpointPictures.ts";
import { addToolAnswer, showToolAnswer } from "./toolAnswer.ts";
import { showToolServers } from "./toolServerPictures.ts";
import { showFolder } from "./folderPictures.ts";
import { startInBrowser } from "./launch.ts";

const sizes = [
  [900, 600],
  [1280, 800],
  [1920, 1080],
] as const;
const themes = ["light", "dark"] as const;

/** What stands in the middle of a picture whatever its size: the two sides of a contradiction, sections far below. */
const middles: Readonly<Record<string, string>> = {
  verdicts: "dl",
  tasks: "#task-models",
  llamaServer: "#llama-server",
  toolServersEmpty: "#tool-servers",
  toolServers: "#tool-servers article",
  toolServerTools: "#tool-servers [type=search]",
};

/** Views with the pages of a document at their side. */
const hasPages: ReadonlySet<string> = new Set(["document", "verdicts"]);

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write("Name the folder for the pictures: node test/e2e/screenshots.ts FOLDER\n");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const data = mkdtempSync(path.join(os.tmpdir(), "tramontane-pictures-"));
const library = path.join(data, "library");
let app = await startInBrowser(library);
const browser = await chromium.launch(installedChromium());
try {
  const page = await browser.newPage();
  await page.goto(app.address);
  await page.getByRole("heading", { name: t("start.title") }).waitFor();
  await take(page, "start");
  await showEndpoints(page, (view) => take(page, view));
  await page.evaluate(() => (location.hash = "#/"));
  await openSample(page);
  await receipt(page).waitFor({ timeout: 120_000 });
  await chips(page.getByRole("region", { name: t("summary.whole"), exact: true }))
    .first()
    .click();
  await page.keyboard.press("Escape");
  await take(page, "document");
  // The model of the first start does not chat.
  await addModel(
    page,
    writeTinyModel(path.join(data, "brief.gguf"), { name: "Brief Mistral", shape: { context: 2048 } }).path,
  );
  await page.getByRole("button", { name: t("summary.ask") }).click();
  await composer(page).fill("What is the rent, and when is it due?");
  await composer(page).press("Enter");
  await answerAgain(page).waitFor({ timeout: 120_000 });
  await take(page, "chat");
  await addModel(page, writeTinyModel(path.join(data, "base.gguf"), baseModel).path);
  // Behind those of the rail, whose names hold the word too.
  await page
    .getByRole("button", { name: t("chat.model") })
    .last()
    .click();
  await page.getByRole("option", { name: "Tiny Base" }).click();
  await page.getByText(t("chat.complete")).click();
  await take(page, "complete");
  for (const view of ["models", "settings"] as const) {
    await rail(page)
      .getByRole("button", { name: t(view === "models" ? "actions.openModels" : "actions.openSettings"), exact: true })
      .click();
    await take(page, view);
    if (view === "models") await showModelSections(page);
  }
  await showToolServers(page, path.join(data, "Notes"), (view) => take(page, view));
  await page.goto(`${new URL(page.url()).origin}/#/bundle`);
  await page.getByLabel(t("bundle.folder")).first().fill(path.join(data, "stick"));
  await page
    .getByRole("button", { name: t("bundle.along.write") })
    .and(page.locator(":enabled"))
    .waitFor();
  await take(page, "bundle");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("rent");
  await page
    .getByRole("dialog", { name: t("palette.label") })
    .locator("mark")
    .first()
    .waitFor();
  await take(page, "search");
  await page.keyboard.press("Escape");
  await showFolder(page, path.join(data, "mill"), (view) => take(page, view));
  await app.stop();
  addJudgedSummary(library);
  app = await startInBrowser(library);
  const judgedPage = await browser.newPage();
  await judgedPage.goto(app.address);
  await railLink(judgedPage, sampleTitle).first().click();
  await judgedPage.getByText(judged.verified).first().waitFor();
  await judgedPage
    .getByRole("button", { name: t("summary.verdicts.show", { page: 1 }) })
    .first()
    .click();
  await take(judgedPage, "verdicts");
  await app.stop();
  addToolAnswer(library);
  app = await startInBrowser(library);
  const toolPage = await browser.newPage();
  await toolPage.goto(app.address);
  await showToolAnswer(toolPage, (view) => take(toolPage, view));
  await app.stop();
  addAnsweredTable(library, { rows: 60, columns: 10 });
  app = await startInBrowser(library);
  const tablePage = await browser.newPage();
  await tablePage.goto(app.address);
  await railLink(tablePage, answered.title).click();
  await tablePage.locator("[role=gridcell][data-state=stated]").first().waitFor();
  await take(tablePage, "table");
  await tablePage.setViewportSize({ width: 1280, height: 800 });
  // two rents, each under a condition
  await tablePage.locator('[data-cell="3 2"]').click();
  await tablePage.locator(".page-list mark").first().waitFor();
  await take(tablePage, "cell");
  await tablePage.goto(`${new URL(tablePage.url()).origin}/#/newTable`);
  await tablePage.getByRole("radio").nth(3).check({ force: true });
  await take(tablePage, "newTable");
  await app.stop();
  await using hub = await openFaultyHub({
    files: Object.fromEntries(
      ["Mill-7B-Q4_K_M.gguf", "Mill-7B-Q6_K.gguf", "Mill-7B-Q8_0.gguf", "Mill-7B-LoRA-F16.gguf"].map((name, index) => [
        name,
        { bytes: Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(4_000_000 * (4 - index), index + 1)]) },
      ]),
    ),
    faults: [
      { kind: "hold", at: 0.3 },
      { kind: "hold", at: 0.6 },
    ],
  });
  process.env["HF_ENDPOINT"] = hub.address;
  app = await startInBrowser(library);
  const hubPage = await browser.newPage();
  await hubPage.goto(app.address);
  await rail(hubPage)
    .getByRole("button", { name: t("actions.openModels"), exact: true })
    .click();
  const field = hubPage.getByRole("textbox", { name: t("catalogue.search.label") });
  await field.fill(hub.repo);
  await field.press("Enter");
  const downloads = hubPage.getByRole("list", { name: t("catalogue.downloads.title") });
  // one is paused, one stands still, one waits
  for (const [name, state] of [
    ["Mill-7B-Q4_K_M.gguf", "4.8"],
    ["Mill-7B-Q6_K.gguf", t("catalogue.downloads.states.running")],
    ["Mill-7B-Q8_0.gguf", t("catalogue.downloads.states.waiting")],
  ] as const) {
    await hubPage.getByRole("button", { name: new RegExp(`${name}$`, "u") }).click();
    const item = downloads.getByRole("listitem", { name });
    await item.getByText(state).waitFor();
    if (state === "4.8") await item.getByRole("button", { name: t("catalogue.downloads.pause") }).click();
  }
  await take(hubPage, "hub");
  const silent = t("catalogue.downloads.silent", { count: 1000 }).replace("1,000", String.raw`\d+`);
  await downloads.getByText(new RegExp(silent, "u")).waitFor();
  await hubPage.getByRole("heading", { name: t("models.title"), exact: true }).scrollIntoViewIfNeeded();
  await take(hubPage, "downloads");
} finally {
  await browser.close();
  await app.stop();
  rmSync(data, { recursive: true, force: true });
}

/** What does what, with a chain of two for summaries; a llama-server that runs a model. */
async function showModelSections(page: Page): Promise<void> {
  const summaries = page.getByRole("listitem", { name: t("task:summaries"), exact: true });
  for (const name of ["Tiny Base", "Brief Mistral"]) {
    await summaries.getByRole("button", { name: t("models.tasks.choose", { task: t("task:summaries") }) }).click();
    await page.getByRole("option", { name: new RegExp(name, "u") }).click();
    await summaries.getByText(name).first().waitFor();
  }
  await take(page, "tasks");
  const standIn = llamaServerStandIn();
  standIn.say("devices", "  CUDA0: NVIDIA GeForce RTX 4060 (8188 MiB, 1547 MiB free)\n");
  await addModel(
    page,
    writeTinyModel(path.join(data, "moe.gguf"), { name: "Tiny Mixture Instruct", shape: { experts: 8 } }).path,
  );
  await page.evaluate(() => (location.hash = "#/models"));
  const section = page.getByRole("region", { name: t("models.server.title") });
  await section.getByRole("button", { name: t("connections.unlock") }).click();
  await section.getByLabel(t("models.server.path")).fill(standIn.path);
  await section.getByRole("button", { name: t("models.server.take") }).click();
  const model = page.getByRole("article", { name: "Tiny Mixture Instruct" });
  await model.getByText(t("models.server.runBy")).click();
  await model.getByRole("button", { name: t("models.load"), exact: true }).click();
  await section.getByText(t("models.server.chip.ready"), { exact: true }).waitFor();
  await take(page, "llamaServer");
}

async function take(page: Page, view: string): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      // a page of a PDF is drawn again once its new width stands still
      if (hasPages.has(view) && width > 1000) await page.locator("[data-drawn=drawn]").first().waitFor();
      await page.waitForFunction(() => document.querySelector('[data-drawn="drawing"]') === null);
      const middle = middles[view];
      if (middle !== undefined)
        await page
          .locator(middle)
          .first()
          .evaluate((element) => element.scrollIntoView({ block: "center" }));
      await page.screenshot({ path: path.join(folder ?? "", `${view}-${width}x${height}-${colorScheme}.png`) });
    }
  }
}

/** The Chromium that `scripts/setup.mjs test` found; Playwright's own where that was never run. */
function installedChromium(): { executablePath?: string } {
  try {
    const note: unknown = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, "../../.cache/chromium.json"), "utf8"),
    );
    if (typeof note === "object" && note !== null && "executable" in note)
      return { executablePath: String(note.executable) };
    return {};
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return {};
    throw thrown;
  }
}
