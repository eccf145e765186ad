import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "@playwright/test";
import type { GenerateRequest } from "../../electron/core/llm/local/engine.ts";
import { answer, composer, messages, t } from "../e2e/actions.ts";
import { temporaryFolder } from "../helpers/openApp.ts";
import { probeVariable, type ProbeRecord } from "./frameProbe.ts";
import { startOurEngine, textOf, type OurEngine } from "./ourEngine.ts";
import { matchPaints, type Paint, type ShownAnswer } from "./paints.ts";
import { buildApplication, launchServer, prepareData } from "./serverProcess.ts";
import { percentile95, ratiosOf, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostLoss = 0.02;
const mostDelayMs = 25;

/** What reaches the eyes of what the engine writes, and when. */
export const page: Workload = {
  id: "W10",
  title: "an answer in the window of the built application, in Chromium, against the engine alone",
  goal: `≤ ${mostLoss * 100} % of the tokens a second lost; ≤ ${mostDelayMs} ms from engine to paint, 95th percentile`,
  withoutPeer: true,
  run,
};

const questionTokens = 24;

interface Measured {
  /** tokens a second, from the first text that left the engine to the last that was painted, and to the last alone */
  readonly shown: number[];
  readonly alone: number[];
  /** tokens a second by the engine's own clock while the page showed them */
  readonly written: number[];
  /** milliseconds of each token from the engine to the paint */
  readonly delays: number[];
}

async function run({ model, quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  const browser = await openBrowser();
  if (!browser) return { verdict: "not run", figure: "there is no Chromium", data: null };
  const data = temporaryFolder();
  const frames = path.join(data, "frames.jsonl");
  // An answer of a model that does not end by itself is as long as the context holds: some 400 or 550 tokens.
  const contextSize = quick ? 512 : 640;
  const stops: (() => Promise<void>)[] = [() => browser.close()];
  try {
    await buildApplication();
    // The governor is part of what is measured: threads that a browser beside it keeps from their cores show in the loss.
    await prepareData(data, model.path, { gpu: "cpu", threads: null, temperature: 0, contextSize, keepStates: false });
    const probe = pathToFileURL(path.join(import.meta.dirname, "frameProbe.ts")).href;
    const server = await launchServer(data, { NODE_OPTIONS: `--import=${probe}`, [probeVariable]: frames });
    stops.push(() => server.stop());
    const window = await browser.newPage();
    await window.goto(server.address);
    await window.getByRole("main").waitFor();
    await assertSameClock(window);
    const engine = await startOurEngine(model, { threads: null, contextSize });
    stops.push(() => engine.stop());

    const first = textOf(questionTokens, 0);
    const { request } = await askInPage(window, first, frames);
    const measured: Measured = { shown: [], alone: [], written: [], delays: [] };
    const rounds = quick ? 2 : 5;
    for (let round = 1; round <= rounds; round++) {
      const question = textOf(questionTokens, round);
      const turns = [
        async () => {
          const { shown, written, delays } = await askInPage(window, question, frames);
          measured.shown.push(shown);
          measured.written.push(written);
          measured.delays.push(...delays);
        },
        async () => measured.alone.push(await askAlone(engine, withQuestion(request, first, question))),
      ];
      for (const turn of round % 2 === 0 ? turns.toReversed() : turns) await turn();
      progress(
        `round ${round} of ${rounds}: in the page ${measured.shown.at(-1)?.toFixed(1)}, alone ${measured.alone.at(-1)?.toFixed(1)} tokens/s`,
      );
    }
    return report(measured);
  } finally {
    for (const stop of stops.toReversed()) await stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** The Chromium of the end-to-end tests: the one that `npm test` found, or Playwright's own. */
export async function openBrowser(args: string[] = []): Promise<Browser | null> {
  const note = path.resolve(import.meta.dirname, "../../.cache/chromium.json");
  const found = existsSync(note)
    ? (JSON.parse(readFileSync(note, "utf8")) as { executable?: string }).executable
    : null;
  const executablePath = found ?? chromium.executablePath();
  return existsSync(executablePath) ? chromium.launch({ executablePath, args }) : null;
}

/** Both sides count milliseconds since 1970 by the clock of this machine; a page that counts otherwise would make all delays wrong. */
async function assertSameClock(window: Page): Promise<void> {
  const now = (): number => performance.timeOrigin + performance.now();
  const before = now();
  const there = await window.evaluate(() => performance.timeOrigin + performance.now());
  const after = now();
  if (there < before - 2 || there > after + 2)
    throw new Error(`The page's clock is ${(there - (before + after) / 2).toFixed(0)} ms from this process's.`);
}

/** Asks in a new conversation and waits until the answer has ended. */
async function askInPage(window: Page, question: string, file: string): Promise<ShownAnswer> {
  writeFileSync(file, "");
  await window.keyboard.press("ControlOrMeta+Shift+o");
  await composer(window).fill(question.trim());
  await window.evaluate(watchPaints);
  await composer(window).press("Enter");
  await messages(window)
    .last()
    .getByRole("button", { name: t("chat.regenerate") })
    .waitFor({ timeout: 600_000 });
  const paints = await window.evaluate(() => (globalThis as { paints?: Paint[] }).paints ?? []);
  const text = await answer(window).innerText();
  const records = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ProbeRecord);
  return matchPaints(records, paints, text);
}

/**
 * Runs in the page: after each change of the last answer, when the next frame was drawn. A change is seen by a MutationObserver;
 * a callback of requestAnimationFrame runs before that frame is laid out and painted, and a message posted in it arrives after.
 */
function watchPaints(): void {
  const paints: Paint[] = [];
  (globalThis as { paints?: Paint[]; stopWatching?: () => void }).paints = paints;
  (globalThis as { stopWatching?: () => void }).stopWatching?.();
  let seen = 0;
  const lettersShown = (): number =>
    ([...document.querySelectorAll("article .markdown")].at(-1)?.textContent ?? "").replace(/\P{L}/gu, "").length;
  const observer = new MutationObserver(() => {
    const letters = lettersShown();
    if (letters === seen) return;
    seen = letters;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.addEventListener("message", () => {
        paints.push({ at: performance.timeOrigin + performance.now(), letters });
        channel.port1.close();
      });
      channel.port1.start();
      channel.port2.postMessage(null);
    });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  (globalThis as { stopWatching?: () => void }).stopWatching = () => observer.disconnect();
}

/** What the application asked its engine, with another question in it. */
function withQuestion(request: GenerateRequest, first: string, question: string): GenerateRequest {
  const turns = request.turns.map((turn) => ({ ...turn, text: turn.text.replace(first.trim(), question.trim()) }));
  return { ...request, turns };
}

/** @returns tokens a second between the first and the last text */
async function askAlone({ engine }: OurEngine, request: GenerateRequest): Promise<number> {
  let first = NaN;
  let last = NaN;
  const { completionTokens } = await engine.generate(request, {
    onText() {
      last = performance.now();
      if (Number.isNaN(first)) first = last;
    },
  });
  return ((completionTokens - 1) * 1000) / (last - first);
}

function report({ shown, alone, written, delays }: Measured): WorkloadResult {
  const loss = spreadOf(ratiosOf(shown, alone).map((ratio) => 1 - ratio));
  const delay = percentile95(delays);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    verdict: loss.median <= mostLoss && delay <= mostDelayMs ? "met" : "missed",
    figure: `${percent(loss.median)} lost (quartiles ${percent(loss.lowerQuartile)} to ${percent(loss.upperQuartile)}); ${delay.toFixed(0)} ms`,
    notes: `${shown.length} answers of as many tokens as the context holds, the same questions to both. Tokens/s in the page ${showSpread(spreadOf(shown))}, by the engine's own clock meanwhile ${showSpread(spreadOf(written))}, alone ${showSpread(spreadOf(alone))}; from the engine to the frame that shows it, with what a token waits in the engine's process for its piece of text, ${showSpread(spreadOf(delays))} ms over ${delays.length} tokens. A screen of 60 frames a second makes one wait 8 ms on average.`,
    data: { loss, delay, shown, alone, written, delays },
  };
}
