import { writeSync } from "node:fs";
import { openStore } from "../../../electron/core/store/openStore.ts";
import { createIds, systemClock } from "../../../electron/host/nodePorts.ts";
import { aMessage } from "../../unit/store/samples.ts";

/**
 * Program of the crash tests: opens the library of the folder given and writes for ever; each line on stdout names a write
 * after it returned. Started as `writer.ts FOLDER hold` it only holds the library open.
 */
const [folder = "", mode] = process.argv.slice(2);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const store = openStore({ paths: { data: folder, resources: folder }, clock: systemClock, logger: quiet });
const ids = createIds(systemClock);
const say = (line: string): void => void writeSync(1, `${line}\n`);

say("open");
if (mode === "hold") setInterval(() => {}, 60_000);
else {
  let text = "";
  for (let count = 0; ; count += 1) {
    const id = ids.next();
    store.messages.put(aMessage({ id, text: `word ${id}` }));
    say(`message ${id}`);
    store.summaries.saveCheckpoint("summary", `map:${id}`, { points: [id] });
    say(`checkpoint ${id}`);
    text += ` token${count}`;
    store.messages.update("streaming", { text });
    say(`streaming ${text.length}`);
  }
}
