import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { at, cacheFolder, chromiumNote, pinnedNode, reachable, readJson, run, say } from "./checkout.mjs";

const downloadHost = "https://cdn.playwright.dev";

/**
 * Finds a Chromium for the end-to-end tests and notes it in `.cache/chromium.json`: Playwright's own where it is there
 * or can be downloaded, else an installed one, else Debian's package when run as root.
 * @returns {Promise<{ executable: string, origin: string } | null>}
 */
export async function findChromium() {
  const noted = readJson(chromiumNote);
  if (noted && existsSync(noted.executable)) return noted;
  for (const look of [playwrights, downloaded, installed, debians]) {
    for (const candidate of await look()) {
      if (!(await starts(candidate.executable))) continue;
      mkdirSync(cacheFolder, { recursive: true });
      writeFileSync(chromiumNote, `${JSON.stringify(candidate)}\n`);
      return candidate;
    }
  }
  return null;
}

async function playwrights() {
  const script = 'import("playwright-core").then(({ chromium }) => process.stdout.write(chromium.executablePath()))';
  const { code, output } = await run(pinnedNode() ?? process.execPath, ["-e", script]);
  return code === 0 && existsSync(output) ? [{ executable: output, origin: "playwright" }] : [];
}

async function downloaded() {
  const mirror = process.env.PLAYWRIGHT_DOWNLOAD_HOST ?? downloadHost;
  if (!(await reachable(mirror))) return [];
  say("Downloading Playwright's Chromium …");
  const cli = at("node_modules/playwright-core/cli.js");
  const { code } = await run(pinnedNode() ?? process.execPath, [cli, "install", "chromium"], { deadlineMs: 300_000 });
  return code === 0 ? playwrights() : [];
}

function installed() {
  return placesOfBrowsers()
    .filter((executable) => existsSync(executable))
    .map((executable) => ({ executable, origin: "installed" }));
}

async function debians() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return [];
  say("Installing Debian's chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const deadlineMs = 600_000;
  await run("apt-get", ["-qq", "update"], { env, deadlineMs });
  const result = await run("apt-get", ["-qq", "install", "-y", "--no-install-recommends", "chromium"], {
    env,
    deadlineMs,
  });
  if (result.code !== 0) say(result.output.trim().split("\n").slice(-3).join("\n"));
  return installed();
}

/** Whether it draws an empty page: a browser whose system libraries are missing lies on the disk and does not start. */
async function starts(executable) {
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom", "about:blank"];
  const profile = path.join(os.tmpdir(), `tramontane-chromium-${process.pid}`);
  const { code, output } = await run(executable, [...args, `--user-data-dir=${profile}`], { deadlineMs: 60_000 });
  return code === 0 && output.includes("<html>");
}

function placesOfBrowsers() {
  switch (process.platform) {
    case "darwin":
      return ["Chromium", "Google Chrome", "Microsoft Edge"].flatMap((name) =>
        ["/Applications", path.join(os.homedir(), "Applications")].map(
          (at) => `${at}/${name}.app/Contents/MacOS/${name}`,
        ),
      );
    case "win32":
      return [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          path.join(folder, "Google/Chrome/Application/chrome.exe"),
          path.join(folder, "Microsoft/Edge/Application/msedge.exe"),
          path.join(folder, "Chromium/Application/chrome.exe"),
        ]);
    default: {
      const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
      const folders = (process.env.PATH ?? "/usr/bin").split(path.delimiter);
      return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
    }
  }
}
