import { rmSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { t } from "../e2e/actions.ts";
import { addAnsweredTable, answered } from "../helpers/answeredTable.ts";
import { temporaryFolder } from "../helpers/openApp.ts";
import { buildApplication, launchServer, prepareData } from "./serverProcess.ts";
import { ratiosOf, showRatio, spreadOf } from "./statistics.ts";
import { openBrowser } from "./w10Page.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const most = 2;
const size = { few: 50, many: 5000, columns: 30 } as const;

/** What a table of thousands of rows costs the window that shows it. */
export const tableWindow: Workload = {
  id: "W16",
  title: `an answer table of ${size.many} × ${size.columns} opened and scrolled in the window, against one of ${size.few} × ${size.columns}`,
  goal: `≤ ${most}× to open; ≤ ${most}× the memory of the window`,
  withoutPeer: true,
  run,
};

interface Measured {
  /** milliseconds from the address to the first cells */
  readonly opened: number[];
  /** megabytes of the page's heap after its rubbish was taken out */
  heap: number;
  /** milliseconds of each frame while lines are scrolled */
  frames: readonly number[];
}

async function run({ model, quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  const browser = await openBrowser(["--js-flags=--expose-gc", "--enable-precise-memory-info"]);
  if (!browser) return { verdict: "not run", figure: "there is no Chromium", data: null };
  const rounds = quick ? 3 : 9;
  const many = quick ? 1000 : size.many;
  const stops: (() => Promise<void> | void)[] = [() => browser.close()];
  try {
    await buildApplication();
    const sides: { readonly page: Page; readonly measured: Measured }[] = [];
    for (const rows of [size.few, many]) {
      const data = temporaryFolder();
      stops.push(() => rmSync(data, { recursive: true, force: true }));
      await prepareData(data, model.path, {});
      progress(`filling a library with a table of ${rows} rows`);
      addAnsweredTable(data, { rows, columns: size.columns });
      const server = await launchServer(data);
      stops.push(() => server.stop());
      sides.push({ page: await openWindow(browser, server.address), measured: { opened: [], heap: 0, frames: [] } });
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const { page, measured } of round % 2 === 0 ? sides : sides.toReversed()) {
        const ms = await openTable(page);
        // the first brings the code of the view along
        if (round > 0) measured.opened.push(ms);
        progress(`round ${round} of ${rounds}: ${ms.toFixed(0)} ms`);
      }
    }
    for (const { page, measured } of sides) {
      measured.frames = await scroll(page);
      measured.heap = await heapOf(page);
    }
    const [few, lots] = sides.map(({ measured }) => measured);
    if (!few || !lots) throw new Error("A side was not measured.");
    const opening = spreadOf(ratiosOf(lots.opened, few.opened));
    const memory = lots.heap / few.heap;
    const middle = (values: readonly number[]): string => spreadOf(values).median.toFixed(0);
    return {
      verdict: opening.median <= most && memory <= most ? "met" : "missed",
      figure: `opened in ${showRatio(opening)}; memory ${memory.toFixed(2)}×`,
      notes: `| rows | to the first cells, ms | heap, MB | a frame while scrolling, ms |\n|---|---|---|---|\n${[
        [size.few, few] as const,
        [many, lots] as const,
      ]
        .map(
          ([rows, each]) => `| ${rows} | ${middle(each.opened)} | ${each.heap.toFixed(1)} | ${middle(each.frames)} |`,
        )
        .join("\n")}`,
      data: { rounds, few, many: lots },
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function openWindow(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.getByRole("heading", { name: t("start.title") }).waitFor();
  return page;
}

/** Milliseconds from another view to the first cells. */
async function openTable(page: Page): Promise<number> {
  await page.evaluate(() => {
    location.hash = "#/shortcuts";
  });
  await page.getByRole("heading", { name: t("shortcuts.title") }).waitFor();
  return page.evaluate(async (id) => {
    const start = performance.now();
    location.hash = `#/table/${id}`;
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    while (document.querySelector("[role=gridcell][data-state=stated]") === null) await frame();
    return performance.now() - start;
  }, answered.id);
}

/** Scrolls by three lines a frame. */
function scroll(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const grid = document.querySelector("[role=grid]");
    const times: number[] = [];
    let last = performance.now();
    for (let step = 0; step < 200; step += 1) {
      grid?.scrollBy(0, 174);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - last);
      last = performance.now();
    }
    return times;
  });
}

function heapOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { gc } = globalThis as { gc?: () => void };
    gc?.();
    const { memory } = performance as Performance & { memory?: { usedJSHeapSize: number } };
    return (memory?.usedJSHeapSize ?? Number.NaN) / 1e6;
  });
}
