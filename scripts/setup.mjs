/**
 * `node scripts/setup.mjs start|test|cli`: before a command of package.json runs, installs what the lockfile names and
 * builds what is stale. Everything it says goes to stderr. Needs Node 20 and npm, nothing else.
 */
import { pinnedNode, at, run, say } from "./checkout.mjs";
import { findChromium } from "./chromium.mjs";
import { installPackages } from "./install.mjs";

const purposes = ["start", "test", "cli"];
const purpose = process.argv[2] ?? "";
if (!purposes.includes(purpose)) {
  say(`usage: node scripts/setup.mjs ${purposes.join("|")}`);
  process.exit(2);
}

try {
  await installPackages();
  const build = await run(pinnedNode() ?? process.execPath, [at("scripts/build.mjs")], { show: true });
  if (build.code !== 0) throw new Error("The build failed");
  if (purpose === "test" && !(await findChromium())) {
    say("No Chromium was found or could be installed; the end-to-end tests will fail. Install chromium and try again.");
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
