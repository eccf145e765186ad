/** `node stuck.ts FOLDER COUNT`: checks the summaries of a library again, says so of COUNT of them, and never comes to the next. */
import process from "node:process";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createRecheck } from "../../../electron/core/recheck/createRecheck.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { TextWorker } from "../../../electron/core/textWorker/textTask.ts";
import { createIds, systemClock as clock } from "../../../electron/host/nodePorts.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";

const [folder = "", count = ""] = process.argv.slice(2);
const logger = { info() {}, warn() {}, error() {} };
const store = openStore({ paths: { data: folder, resources: folder }, clock, logger });
let told = 0;
const textWorker: TextWorker = {
  run: (task, input) =>
    told < Number(count) ? directTextWorker.run(task, input) : new Promise(() => setInterval(() => {}, 1000)),
};
createRecheck({
  store,
  textWorker,
  logger,
  jobs: createJobs({ clock, logger, ids: createIds(clock) }),
  changed(_, id) {
    told += 1;
    process.stdout.write(`${String(id)}\n`);
  },
}).start();
