/** `node asker.ts FOLDER`: goes on with the tables of a library; says what is asked of which document, and when nothing is left. */
import { writeSync } from "node:fs";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { DocumentAnswers } from "../../../electron/core/answerTables/answerTables.ts";
import { createAnswerTables } from "../../../electron/core/answerTables/createAnswerTables.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import { createIds, systemClock as clock } from "../../../electron/host/nodePorts.ts";
import { anAnswer } from "../../unit/store/samples.ts";

const [folder = ""] = process.argv.slice(2);
const logger = { info() {}, warn() {}, error() {} };
const store = openStore({ paths: { data: folder, resources: folder }, clock, logger });
const ids = createIds(clock);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const answers: DocumentAnswers = {
  async answer({ document, columns }, onCell) {
    for (const { id } of columns) say(`asked ${document.id} ${id}`);
    for (const { id } of columns) {
      await wait(1);
      const text = `${document.id.slice(-4)} ${id}`;
      onCell(id, { state: "stated", answers: [anAnswer(null, { text })], source: "code", problem: null });
    }
  },
};
const tables = createAnswerTables({
  store,
  jobs: createJobs({ clock, logger, ids }),
  models: { hasModel: () => false, resolve: async () => await Promise.reject(new AppError("NO_MODEL")) },
  answers,
  clock,
  logger,
  ids,
  changed() {
    if (store.answerTables.list().every(({ queue }) => queue === "idle")) say("rest");
  },
  exporter: async () => await Promise.reject(new AppError("INTERNAL")),
  person: () => "",
});
say("open");
tables.resumeAll();
