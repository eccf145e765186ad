import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { columnDraftSchema } from "../../../electron/contract/answerTables.ts";
import { endpointModelId, endpointSchema } from "../../../electron/contract/endpoints.ts";
import { type FolderDay, watchedFolderSchema } from "../../../electron/contract/watchedFolders.ts";
import { startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { childrenOf, startServer } from "../../helpers/runningServer.ts";

const lease =
  "# Lease\n\nThe tenant pays 900 euros a month for the old mill. The lease of the mill ends on 31 May 2027. Nobody may sublet the mill.\n";
const minutes =
  "# Minutes\n\nThe council met about the old mill. It will repair the roof of the mill for 48,000 euros. The work begins in April.\n";

function problemsOf(stderr: string): { readonly file: string; readonly code: string }[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith('{"file"'))
    .map((line) => JSON.parse(line) as { readonly file: string; readonly code: string });
}

describe("watch", () => {
  let data: string;
  let folder: string;

  beforeEach(() => {
    data = temporaryFolder();
    folder = path.join(temporaryFolder(), "The mill");
    mkdirSync(path.join(folder, "2026"), { recursive: true });
    writeFileSync(path.join(folder, "lease.md"), lease);
  });

  const watch = (args: readonly string[], options?: Parameters<typeof runCli>[1]) =>
    runCli(["watch", ...args, "--json", "--data-dir", data], options);
  const dayOf = async (): Promise<readonly string[]> => {
    const { events } = JSON.parse((await watch(["day", folder])).stdout) as FolderDay;
    return events.map(({ kind, path: inner }) => `${kind} ${inner}`);
  };

  it("looks when it is asked, and writes the summaries beside the files as Markdown", async () => {
    const added = await watch(["add", folder, "--beside"]);
    expect([added.code, added.code === 0 ? "" : added.stderr]).toEqual([0, ""]);
    expect(watchedFolderSchema.parse(JSON.parse(added.stdout))).toMatchObject({ path: folder, state: "off", files: 1 });
    expect(await readdir(folder)).toEqual(["2026", "lease.md", "lease.md.summary.md"]);
    expect(readFileSync(path.join(folder, "lease.md.summary.md"), "utf8")).toContain("900 euros");
    writeFileSync(path.join(folder, "2026", "minutes.md"), minutes);
    renameSync(path.join(folder, "lease.md"), path.join(folder, "2026", "lease.md"));
    expect((await watch(["scan", folder])).code).toBe(0);
    expect(await dayOf()).toEqual(["new lease.md", "moved 2026/lease.md", "new 2026/minutes.md"]);
    expect(readFileSync(path.join(folder, "2026", "minutes.md.summary.md"), "utf8")).toContain("48,000 euros");
  });

  it("ends at SIGTERM in the middle, and the next look goes on", async () => {
    // One that follows the other: all of them are not summarized before the signal arrives.
    const others = ["Ardon", "Belmont", "Corin", "Dorn", "Elbe", "Furth"].map((place) => `${place}.md`);
    for (const name of others) writeFileSync(path.join(folder, name), minutes.replaceAll("old mill", name));
    const stopped = await watch(["add", folder, "--beside"], { interruptAt: "The mill", interruptWith: "SIGTERM" });
    expect(stopped.code).toBe(130);
    const again = await watch(["scan", folder]);
    expect([again.code, again.code === 0 ? "" : again.stderr]).toEqual([0, ""]);
    expect(readFileSync(path.join(folder, "lease.md.summary.md"), "utf8")).toContain("900 euros");
    expect((await readdir(folder)).filter((name) => name.endsWith(".summary.md"))).toHaveLength(1 + others.length);
    const names = [...others, "lease.md"];
    expect([...(await dayOf())].sort()).toEqual(names.map((name) => `new ${name}`));
  });

  it("waits for the cells of the table that the rules name, and goes on with them after an interrupt", async () => {
    const server = await startFaultyEndpoint({ models: ["mill-7b"] });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const endpoint = await runCli(["endpoints", "add", "Cellar", server.url, "--json", "--data-dir", data]);
    const { id: endpointId } = endpointSchema.parse(JSON.parse(endpoint.stdout));
    const questions = { Rent: "How much is the rent?", Work: "What will be repaired?", Start: "When does it begin?" };
    const made = await openApp(data, "terminal");
    const { id } = await createRouterClient(made.router, { context: {} }).tables.create({
      title: "Leases",
      columns: Object.entries(questions).map(([name, question]) =>
        columnDraftSchema.parse({ name, question, kind: "text" }),
      ),
      documentIds: [],
      collectionId: null,
      useModel: true,
      modelId: endpointModelId(endpointId, "mill-7b"),
    });
    await made.dispose();
    const cells = async (): Promise<{ readonly all: number; readonly waiting: number }> => {
      const app = await openApp(data, "terminal");
      const { rowCount, counts } = await createRouterClient(app.router, { context: {} }).tables.get({ id });
      await app.dispose();
      return { all: rowCount * 3, waiting: counts.waiting };
    };
    writeFileSync(path.join(folder, "minutes.md"), minutes);
    // Until it answers, cells wait.
    server.always("silent");
    const stopped = await watch(["add", folder, "--table", "Leases"], { interruptAt: "Leases: " });
    expect(stopped.code).toBe(130);
    const left = await cells();
    expect(left.all).toBe(6);
    expect(left.waiting).toBeGreaterThan(0);
    server.always(null);
    const again = await watch(["scan", folder]);
    expect([again.code, again.code === 0 ? "" : again.stderr]).toEqual([0, ""]);
    expect(await cells()).toEqual({ all: 6, waiting: 0 });
    writeFileSync(path.join(folder, "2026", "minutes.md"), minutes.replaceAll("old mill", "barn"));
    expect((await watch(["scan", folder])).code).toBe(0);
    expect(await cells()).toEqual({ all: 9, waiting: 0 });
  });

  it("tells by its exit code what failed, once, and does the others", async () => {
    writeFileSync(path.join(folder, "damaged.pdf"), "%PDF-1.7\nnothing of a PDF");
    const added = await watch(["add", folder, "--beside"]);
    expect([added.code, problemsOf(added.stderr).map(({ file }) => file)]).toEqual([3, ["damaged.pdf"]]);
    expect(await readdir(folder)).toEqual(["2026", "damaged.pdf", "lease.md", "lease.md.summary.md"]);
    expect((await watch(["scan", folder])).code).toBe(0);
    writeFileSync(path.join(folder, "2026", "broken.pdf"), "%PDF-1.7\nnothing of a PDF either");
    const scanned = await watch(["scan", folder]);
    expect([scanned.code, problemsOf(scanned.stderr).map(({ file }) => file)]).toEqual([3, ["2026/broken.pdf"]]);
  });

  it("tells by its exit code that a folder is gone or a model cannot be asked, and looks at the other folders", async () => {
    const other = path.join(temporaryFolder(), "The barn");
    mkdirSync(other);
    expect((await watch(["add", other])).code).toBe(0);
    expect((await watch(["add", folder, "--beside"])).code).toBe(0);
    rmSync(other, { recursive: true });
    writeFileSync(path.join(folder, "minutes.md"), minutes);
    const scanned = await watch(["scan"]);
    expect([scanned.code, problemsOf(scanned.stderr)]).toMatchObject([
      3,
      [{ file: "The barn", code: "FILE_NOT_FOUND" }],
    ]);
    expect(readFileSync(path.join(folder, "minutes.md.summary.md"), "utf8")).toContain("48,000 euros");

    const assigned = await runCli([
      "models",
      "assign",
      "summaries",
      "endpoint:somewhere/large/model",
      "--data-dir",
      data,
    ]);
    expect(assigned.code).toBe(0);
    writeFileSync(path.join(folder, "2026", "minutes.md"), minutes.replaceAll("old mill", "barn"));
    const unasked = await watch(["scan", folder]);
    expect([unasked.code, problemsOf(unasked.stderr)]).toMatchObject([4, [{ file: "The mill" }]]);
  });

  it("has the running application follow, which reads what comes, and ends cleanly at SIGTERM", async () => {
    const server = await startServer(data);
    try {
      expect((await watch(["add", folder, "--beside"])).code).toBe(0);
      writeFileSync(path.join(folder, "2026", "minutes.md"), minutes);
      // Nobody asks for a look: the system tells of the file.
      await expect
        .poll(() => readdir(path.join(folder, "2026")), { timeout: 120_000 })
        .toEqual(["minutes.md", "minutes.md.summary.md"]);
      expect(readFileSync(path.join(folder, "2026", "minutes.md.summary.md"), "utf8")).toContain("48,000 euros");
      expect(await dayOf()).toEqual(["new lease.md", "new 2026/minutes.md"]);
    } finally {
      await server.stop();
    }
    expect(server.exitCode()).toBe(0);
    expect(childrenOf(server.pid)).toEqual([]);
    const { stdout } = await watch(["list"]);
    expect(watchedFolderSchema.parse(JSON.parse(stdout))).toMatchObject({ path: folder, state: "off", problem: null });
  });
});
