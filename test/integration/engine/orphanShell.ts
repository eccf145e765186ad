import process from "node:process";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";

/** A shell to be killed: loads the model of its argument and says the number of the process that is at it. */
const spawner = builtSpawner();
const pids: (number | undefined)[] = [];
const engine = createEngine({
  spawner: {
    spawn(entry, options) {
      const child = spawner.spawn(entry, options);
      pids.push(child.pid);
      return child;
    },
  },
  clock: systemClock,
  logger: { info: () => {}, warn: () => {}, error: () => {} },
});
engine.onState(({ status, loadProgress }) => {
  if (status === "ready" || (status === "loading" && (loadProgress ?? 0) > 0)) process.send?.(pids.at(-1));
});
await engine.load(
  { id: "model", name: "Model", path: process.argv[2] ?? "" },
  { gpu: "cpu", threads: 1, contextSize: 512 },
);
