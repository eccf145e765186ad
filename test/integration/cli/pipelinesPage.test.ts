import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { createRouterClient } from "@orpc/server";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { exitItems } from "../../../electron/cli/help.ts";
import { answerLineSchema } from "../../../electron/contract/answerTables.ts";
import { reportSchema } from "../../../electron/contract/summaries.ts";
import { watchedFolderSchema } from "../../../electron/contract/watchedFolders.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { answerSchemas } from "../../../electron/serve/own/openApi.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { builtPrograms } from "../../helpers/builtPrograms.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { linesOf } from "../../helpers/runCli.ts";

/* Every example for sh of `docs/pipelines.md`, run as it stands there in a folder with some documents, by the built command line. */

const page = readFileSync(path.join(applicationFolder(), "docs", "pipelines.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w+) ?(\w*)\n([\s\S]*?)^```$/gmu)].map(
  ([, language = "", name = "", code = ""]) => ({ language, name, code }),
);
const examples = blocks.filter(({ language }) => language === "sh");

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder, ...parts);
const textOf = (...parts: string[]): string => readFileSync(at(...parts), "utf8");
const verdictSchema = z.object({ claim: z.string(), support: z.string() });

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What each example comes to. */
const outcomes: Readonly<Record<string, (ran: Ran) => void>> = {
  Summaries() {
    expect(readdirSync(at("summaries")).toSorted()).toEqual(["last.txt", "lease.md", "minutes.md"]);
    expect(textOf("summaries", "lease.md")).toContain("900 euros");
    expect(textOf("summaries", "minutes.md")).toContain("48,000 euros");
  },
  Page: ({ stdout }) => expect(stdout).toContain("The harbour opens at nine."),
  Question: ({ stdout }) => expect(stdout).toMatch(/48,000 euros/u),
  Titles: ({ stdout }) => expect(stdout).toBe("lease.md\tLease of the mill\t1\nminutes.md\tMinutes\t1\n"),
  First({ stdout }) {
    expect(linesOf(stdout)).toMatchObject([{ document: { name: "lease.md" } }]);
  },
  Gate({ stdout, stderr }) {
    const all = linesOf(textOf("verdicts.jsonl")).map((line) => verdictSchema.parse(line));
    expect(all.map(({ support }) => support)).toEqual(["verified", "contradicted"]);
    expect(linesOf(stdout).map((line) => verdictSchema.parse(line).claim)).toEqual([all[1]?.claim]);
    expect(stderr.trim().split("\n").at(-1)).toBe("Not all of the release is verified.");
  },
  Lines({ stdout }) {
    const texts = linesOf(stdout).map((line) =>
      z.object({ id: z.number(), claims: verdictSchema.array() }).parse(line),
    );
    expect(texts.map(({ id, claims }) => [id, claims[0]?.support])).toEqual([
      [1, "verified"],
      [2, "contradicted"],
    ]);
  },
  Codes({ stdout }) {
    const [first, ...problems] = stdout.split("\n");
    expect(first).toBe("Could not be read:");
    expect(linesOf(problems.join("\n"))).toMatchObject([{ file: "gone.md", code: "FILE_NOT_FOUND" }]);
    const reports = linesOf(textOf("digests.jsonl")).map((line) => reportSchema.parse(line));
    expect(reports.map(({ document }) => document.name)).toEqual(["lease.md", "minutes.md"]);
  },
  Table: () => expect(textOf("leases.csv")).toContain("900 EUR"),
  Columns() {
    const lines = linesOf(textOf("costs.jsonl")).map((line) => answerLineSchema.parse(line));
    expect(lines.map(({ file, cells }) => [path.basename(file), Object.keys(cells)])).toEqual([
      ["lease.md", ["Amount"]],
      ["minutes.md", ["Amount"]],
    ]);
  },
  Watch({ stdout }) {
    const looks = linesOf(textOf("followed.json")).map((line) => watchedFolderSchema.parse(line));
    expect(looks.map((look) => look.path)).toEqual([at("inbox"), at("inbox")]);
    expect(stdout).toContain("note.md");
    expect(textOf("inbox", "note.md.summary.md")).toContain("300 euros");
  },
  Serve({ stdout }) {
    const { data } = answerSchemas.VerdictList.parse(JSON.parse(stdout));
    expect(data.map(({ verdict }) => verdict)).toEqual(["verified"]);
    expect(existsSync(at("data", "door.json"))).toBe(false);
  },
  Tool({ stdout }) {
    const found = linesOf(stdout).map((line) => z.looseObject({ id: z.number() }).parse(line));
    expect(found.map(({ id }) => id)).toEqual([1, 2]);
    expect(JSON.stringify(found[1])).toContain("The fence is painted");
  },
};
/** Examples that end with another code than 0: the release says something else than the minutes. */
const ends: Readonly<Record<string, number>> = { Gate: 1 };

function run(code: string): Promise<Ran> {
  const child = spawn("sh", ["-euc", code], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: [at("bin"), path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
      TRAMONTANE_DATA_DIR: at("data"),
      ADDRESS: pathToFileURL(at("page.html")).href,
    },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (ended) => resolve({ code: ended, stdout, stderr }));
  });
}

beforeAll(async () => {
  const minutes = "# Minutes\n\nThe board met on 4 May. The board decided to repair the roof for 48,000 euros.\n";
  for (const name of ["bin", "papers", "inbox"]) mkdirSync(at(name));
  const lease = "# Lease of the mill\n\nThe rent is 900 euros a month. The lease ends on 31 May 2027.\n";
  writeFileSync(at("papers", "lease.md"), lease);
  writeFileSync(at("papers", "minutes.md"), minutes);
  writeFileSync(
    at("inbox", "barn.md"),
    "# Barn\n\nThe rent of the barn is 400 euros. The lease ends on 31 May 2028.\n",
  );
  writeFileSync(at("note.md"), "# Note\n\nThe fence is painted for 300 euros. The work takes two days.\n");
  writeFileSync(at("letter.md.gz"), gzipSync(minutes));
  writeFileSync(at("page.html"), "<title>The harbour</title><p>The harbour opens at nine. It closes at six.</p>");
  writeFileSync(
    at("release.txt"),
    "The board decided to repair the roof for 48,000 euros.\nThe rent is 950 euros a month.\n",
  );
  writeFileSync(at("bin", "tramontane"), `#!/bin/sh\nexec '${process.execPath}' '${builtPrograms}/cli.js' "$@"\n`);
  chmodSync(at("bin", "tramontane"), 0o755);
  const tiny = writeTinyModel(path.join(temporaryFolder(), "tiny.gguf"), {
    endBias: 2,
    ownMetadata: { prompts: "plain", chunkTokens: 600 },
  });
  const app = await openApp(at("data"), "terminal");
  const contract = createRouterClient(app.router, { context: {} });
  const { jobId } = await app.receivePath(tiny.path);
  for await (const event of await contract.jobs.attach({ jobId })) {
    if (event.type === "failed") throw new Error(`The model was not taken in: ${event.problem.code}`);
  }
  // Any port: others may run beside this.
  await contract.serving.set({ port: 0 });
  await app.dispose();
});

describe("the page of examples for scripts", () => {
  it("says of each example for sh what it is, and leaves none out", () => {
    expect(blocks.filter(({ language }) => !["sh", "powershell"].includes(language))).toEqual([]);
    expect(page.match(/^```\w/gmu)).toHaveLength(blocks.length);
    expect(examples.map(({ name }) => name)).toEqual(Object.keys(outcomes));
  });

  it("tells of every code that a command can end with, in the words of the help", () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| (.*?) +\|$/gmu)].map(([, code, text]) => [Number(code), text]);
    expect(rows).toEqual(exitItems().map(({ code, text }) => [code, text]));
  });

  it.skipIf(process.platform === "win32").each(examples)("runs: $name", async ({ name, code }) => {
    const ran = await run(code);
    expect([ran.code, ran.code === (ends[name] ?? 0) ? "" : ran.stderr]).toEqual([ends[name] ?? 0, ""]);
    outcomes[name]?.(ran);
  });
});
