import { parentPort } from "node:worker_threads";
import { toAppError } from "../contract/errors.ts";
import { findTask } from "../core/answerTables/findTask.ts";
import { claimsTask } from "../core/check/claimsTask.ts";
import { groundTask } from "../core/check/groundTask.ts";
import { joinTask } from "../core/check/joinTask.ts";
import { statementsTask } from "../core/collections/chooseStatements.ts";
import { chooseTask } from "../core/collections/chooseTask.ts";
import { compareTask } from "../core/compare/compareTask.ts";
import type { Logger } from "../core/ports.ts";
import type { FromThread, TextTask, ToThread } from "../core/textWorker/textTask.ts";
import { checkAgainTask, citedTask } from "../core/recheck/recheckTasks.ts";
import { correctTask } from "../core/summarize/correctPoint.ts";
import { prepareTask } from "../core/summarize/prepareTask.ts";
import { digestTask, factsTask, sketchTask } from "../core/textWorker/textTasks.ts";

/** The program of the thread for work on text: it has no files, no store and no network, and answers one message after the other. */
const tasks = new Map(
  [
    sketchTask,
    digestTask,
    factsTask,
    compareTask,
    chooseTask,
    statementsTask,
    prepareTask,
    correctTask,
    claimsTask,
    groundTask,
    joinTask,
    citedTask,
    checkAgainTask,
    findTask,
  ].map((task) => [task.name, task as TextTask<unknown, unknown>]),
);

const log =
  (level: keyof Logger) =>
  (message: string, data?: Record<string, unknown>): void =>
    tell({ type: "log", level, message, data });
const logger: Logger = { info: log("info"), warn: log("warn"), error: log("error") };

parentPort?.on("message", ({ id, task: name, input }: ToThread) => {
  try {
    const task = tasks.get(name);
    if (!task) throw new TypeError(`There is no task ${name}.`);
    tell({ type: "done", id, output: task.run(input, logger) });
  } catch (thrown) {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    tell({ type: "failed", id, problem: toAppError(thrown).toProblem(), detail });
  }
});

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}
