import { readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import { answerLineSchema } from "../../../electron/contract/answerTables.ts";
import { reportSchema } from "../../../electron/contract/summaries.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import { systemClock } from "../../../electron/host/systemClock.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import type { Client } from "../../helpers/doors.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { startServer } from "../../helpers/runningServer.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.
The work shall begin before the rains of autumn.
`;
const minutes = "# Minutes\n\nMrs Okafor reports in June. The roof of the town hall leaks since March.\n";
const template = { name: "Price", columns: [{ name: "Met", question: "When did the board meet?", kind: "date" }] };
const weekMs = 7 * 24 * 3_600_000;

/** What is listed, and what lies in the library all the same. */
interface Left {
  readonly documents: string[];
  readonly collections: string[];
  readonly tables: string[];
  readonly summaries: string[];
  readonly conversations: number;
  readonly found: number;
  /** originals, in the folder of the library */
  readonly files: number;
}
const nothing: Left = {
  documents: [],
  collections: [],
  tables: [],
  summaries: [],
  conversations: 0,
  found: 0,
  files: 0,
};

describe("a command keeps what it was asked to keep", () => {
  let folder: string;
  let data: string;
  let file: string;
  let long: string;
  let model: string;
  let price: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    file = path.join(folder, "letter.md");
    long = path.join(folder, "mill.md");
    price = path.join(folder, "price.json");
    model = path.join(folder, "chooses.gguf");
    writeTinyModel(model, { endBias: 2, ownMetadata: { prompts: "plain", chunkTokens: 600 } });
    await writeFile(file, letter);
    await writeFile(price, JSON.stringify(template));
    const sections = Array.from({ length: 5 }, (_, part) => {
      const sentences = Array.from(
        { length: 30 },
        (__, n) => `In year ${String(1900 + part * 30 + n)} the mill of Ardon ground ${String(n + 3)} tons of rye.`,
      );
      return `## Part ${String(part + 1)}\n\n${sentences.join(" ")}`;
    });
    await writeFile(long, `# The mill of Ardon\n\n${sections.join("\n\n")}\n`);
  });
  beforeEach(() => {
    data = path.join(temporaryFolder(), "data");
  });

  const run = (args: readonly string[], options?: Parameters<typeof runCli>[1]) =>
    runCli([...args, "--data-dir", data], options);
  const originals = (): number =>
    readdirSync(path.join(data, "documents")).filter((name) => /^[0-9a-f]{64}$/u.test(name)).length;

  async function leftBy(client: Client): Promise<Left> {
    const documents = await client.documents.list();
    const summaries = await Promise.all(documents.map(({ id }) => client.summaries.list({ documentId: id })));
    return {
      documents: documents.map(({ name }) => name).toSorted(),
      collections: (await client.collections.list()).map(({ title }) => title),
      tables: (await client.tables.list()).map(({ title }) => title),
      summaries: summaries.flat().map(({ status }) => status),
      conversations: (await client.conversations.list()).length,
      found: (await client.search.all({ query: "roof", limit: 50 })).length,
      files: originals(),
    };
  }

  /** What is in the library between two commands. */
  async function left(): Promise<Left> {
    return inLibrary((app) => leftOf(app));
  }

  function leftOf({ core: { store } }: App): Left {
    const documents = store.documents.list();
    return {
      documents: documents.map(({ name }) => name).toSorted(),
      collections: store.collections.list().map(({ title }) => title),
      tables: store.answerTables.list().map(({ title }) => title),
      summaries: documents.flatMap(({ id }) => store.summaries.list(id).map(({ status }) => status)),
      conversations: store.conversations.list().length,
      found: store.search.all("roof", 50).length + store.search.all("mill", 50).length,
      files: originals(),
    };
  }

  async function inLibrary<T>(look: (app: App) => T): Promise<T> {
    const app = await openApp(data, "terminal");
    try {
      return look(app);
    } finally {
      await app.dispose();
    }
  }

  const commands = {
    "summarize with a model": (name: string): string[] => ["summarize", name, "--model", model, "--json"],
    "summarize without": (name: string): string[] => ["summarize", name, "--no-model"],
    "summarize --forecast": (name: string): string[] => ["summarize", name, "--forecast", "--model", model],
    ask: (name: string): string[] => ["ask", name, "What did the board decide?", "--json"],
    check: (name: string): string[] => ["check", name, "The board decided to repair the roof.", "--no-model", "--json"],
    table: (name: string): string[] => ["table", name, "--template", price, "--no-model", "--json"],
  };

  it.each([
    ["a file", "summarize with a model"],
    ["a pipe", "summarize with a model"],
    ["a folder", "summarize with a model"],
    ["an archive", "summarize with a model"],
    ["a folder", "summarize without"],
    ["a file", "summarize --forecast"],
    ["a pipe", "ask"],
    ["a folder", "check"],
    ["an archive", "table"],
  ] as const)("of %s, %s leaves nothing", async (what, command) => {
    const { code, stderr, stdout } = await run(commands[command](await given(what)), {
      stdin: what === "a pipe" ? letter : "",
    });
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
    expect(stdout).not.toBe("");
    expect(await left()).toEqual(nothing);
  });

  async function given(what: "a file" | "a pipe" | "a folder" | "an archive"): Promise<string> {
    if (what === "a file") return file;
    if (what === "a pipe") return "-";
    const files = { "letter.md": letter, "minutes.md": minutes };
    const at = path.join(temporaryFolder(), what === "a folder" ? "Town hall" : "papers.zip");
    if (what === "an archive") await writeFile(at, tinyZip(files));
    else {
      await mkdir(at);
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(at, name), text);
    }
    return at;
  }

  it("with --keep the document and what was made of it stay, also where it was read before without", async () => {
    const args = commands["summarize with a model"](long);
    expect((await run(args)).code).toBe(0);
    expect(await left()).toEqual(nothing);
    expect((await run([...args, "--keep"])).code).toBe(0);
    const kept = await left();
    expect(kept).toMatchObject({ documents: ["mill.md"], summaries: ["done"], files: 1 });
    expect(kept.found).toBeGreaterThan(0);
    // What is there stays as it is.
    for (const name of ["summarize with a model", "check", "table"] as const)
      expect((await run(commands[name](long))).code).toBe(0);
    expect(await left()).toEqual(kept);
  });

  it("with --keep a folder and a table stay", async () => {
    expect((await run(["table", await given("a folder"), "--template", price, "--no-model", "--keep"])).code).toBe(0);
    expect(await left()).toMatchObject({
      documents: ["letter.md", "minutes.md"],
      collections: ["Town hall"],
      tables: ["Price: letter.md and 1 more"],
    });
  });

  it("leaves a document alone that lies in the bin, and one that could not be read nowhere", async () => {
    expect((await run(["check", file, "So it is.", "--no-model", "--keep"])).code).toBe(0);
    await inLibrary(({ core: { store } }) => store.documents.remove(store.documents.list()[0]?.id ?? "", Date.now()));
    const damaged = path.join(temporaryFolder(), "damaged.pdf");
    await writeFile(damaged, "%PDF-1.7\nnothing of a PDF");
    for (const args of [
      ["summarize", file, damaged, "--no-model"],
      ["check", damaged, "So it is.", "--no-model"],
    ])
      expect((await run(args)).code).toBe(3);
    const bad = writeTinyModel(path.join(temporaryFolder(), "bad.gguf"), { damage: "truncated" }).path;
    expect((await run(["summarize", long, "--model", bad])).code).toBe(4);
    expect(await left()).toEqual({ ...nothing, files: 1 });
  });

  const stages = { SIGINT: 130, SIGKILL: null } as const;

  it.each(Object.entries(stages))(
    "goes on after %s with what was made, which is listed nowhere and gone when it is done",
    async (signal, code) => {
      const args = ["summarize", long, "--json", "--model", model];
      const stopped = await run(args, {
        interruptAt: "Summarizing 3 of",
        interruptWith: signal as keyof typeof stages,
      });
      expect(stopped.code).toBe(code);
      const made = await inLibrary((app) => {
        expect(leftOf(app)).toEqual({ ...nothing, files: 1 });
        const { store } = app.core;
        const [summary, ...more] = store.summaries.held(heldDocument(app));
        expect([summary?.status, more]).toEqual(["interrupted", []]);
        return store.summaries.checkpoints(summary?.id ?? "").size;
      });
      expect(made).toBeGreaterThanOrEqual(2);
      // Another command with the same document does not take it away.
      expect((await run(["check", long, "The mill of Ardon ground 3 tons of rye.", "--no-model"])).code).toBe(0);
      const resumed = await run(args);
      expect(resumed.code).toBe(0);
      expect(resumed.stderr).not.toContain("Summarizing 1 of");
      expect(reportSchema.parse(JSON.parse(resumed.stdout)).summary?.points.length).toBeGreaterThan(0);
      expect(await left()).toEqual(nothing);
    },
  );

  function heldDocument({ core: { store } }: App): string {
    const now = systemClock.now();
    const held = readdirSync(path.join(data, "documents")).filter((id) => store.documents.isHeld(id, now));
    return held[0] ?? "";
  }

  it("keeps with --keep what an interrupted run without had made", async () => {
    const args = ["summarize", long, "--json", "--model", model];
    await run(args, { interruptAt: "Summarizing 3 of", interruptWith: "SIGKILL" });
    const kept = await run([...args, "--keep"]);
    expect(kept.code).toBe(0);
    expect(kept.stderr).not.toContain("Summarizing 1 of");
    expect(await left()).toMatchObject({ documents: ["mill.md"], summaries: ["done"] });
    expect((await run(args)).code).toBe(0);
    expect(await left()).toMatchObject({ documents: ["mill.md"], summaries: ["done"] });
  });

  it("lets what nobody took up again go after a week, at a start", async () => {
    await run(["summarize", long, "--json", "--model", model], {
      interruptAt: "Summarizing 3 of",
      interruptWith: "SIGKILL",
    });
    const later = { ...systemClock, now: () => systemClock.now() + weekMs };
    const logger = { info() {}, warn() {}, error() {} };
    const store = openStore({ paths: { data, resources: data }, clock: later, logger });
    expect(store.documents.notHeld(later.now() - weekMs)).toEqual([]);
    const over = store.documents.notHeld(later.now());
    store.summaries.discardPassing(later.now());
    const [summaries, documents] = [
      over.flatMap((id) => store.summaries.held(id)),
      over.map((id) => store.documents.get(id)),
    ];
    store.close();
    expect([documents.map((document) => document?.name), summaries]).toEqual([["mill.md"], []]);
  });

  it("goes on with a table that was killed, and leaves nothing of it at the end", async () => {
    const files = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        const name = path.join(temporaryFolder(), `letter${String(at)}.md`);
        await writeFile(name, letter.replace("3 March", `${String(at + 1)} April`));
        return name;
      }),
    );
    const args = ["table", ...files, "--template", price, "--model", model, "--json"];
    const stopped = await run(args, { interruptAt: "Answering", interruptWith: "SIGKILL" });
    expect(stopped.code).toBeNull();
    await inLibrary((app) => {
      expect(leftOf(app)).toEqual({ ...nothing, files: files.length });
      expect(app.core.store.answerTables.allPassing().map(({ rowCount }) => rowCount)).toEqual([files.length]);
    });
    const resumed = await run(args);
    expect(resumed.code).toBe(0);
    const lines = resumed.stdout
      .trim()
      .split("\n")
      .map((line) => answerLineSchema.parse(JSON.parse(line)));
    expect(lines.map((line) => line.file)).toEqual(files);
    expect(await left()).toEqual(nothing);
    await inLibrary(({ core: { store } }) => expect(store.answerTables.allPassing()).toEqual([]));
  });

  it("keeps nothing in the running application, and shows nothing of it there meanwhile", async () => {
    const server = await startServer(data);
    try {
      const watched = Promise.withResolvers<Left>();
      const args = ["summarize", long, "--json", "--model", model];
      const summarized = await run(args, {
        at: ["Summarizing 2 of", () => watched.resolve(leftBy(server.client))],
      });
      expect(summarized.code).toBe(0);
      expect(await watched.promise).toEqual({ ...nothing, files: 1 });
      for (const each of Object.values(commands)) expect((await run(each(file))).code).toBe(0);
      expect(await leftBy(server.client)).toEqual(nothing);

      const killed = await run(args, { interruptAt: "Summarizing 3 of", interruptWith: "SIGKILL" });
      expect(killed.code).toBeNull();
      await expect.poll(() => leftBy(server.client)).toEqual({ ...nothing, files: 1 });
      const resumed = await run([...args, "--keep"]);
      expect(resumed.code).toBe(0);
      expect(resumed.stderr).not.toContain("Summarizing 1 of");
      expect(await leftBy(server.client)).toMatchObject({ documents: ["mill.md"], summaries: ["done"] });
      // The application summarizes what a person adds; what is made of what a command brings, the command says.
      expect((await run(["check", file, "So it is.", "--no-model", "--keep"])).code).toBe(0);
      const documents = [path.basename(file), "mill.md"].toSorted();
      expect(await leftBy(server.client)).toMatchObject({ documents, summaries: ["done"] });
    } finally {
      await server.stop();
    }
  });

  it("leaves a document to whom it is needed by, while commands with the same file end before", async () => {
    const claim = "The mill of Ardon ground 3 tons of rye.";
    const ended = Promise.withResolvers<unknown>();
    const check = () => run(["check", long, claim, "--json", "--no-model"]);
    const [summarized, twin] = await Promise.all([
      run(["summarize", long, "--json", "--model", model], {
        at: ["Summarizing 1 of", () => ended.resolve(Promise.all([check(), check()]))],
      }),
      run(["summarize", long, "--json", "--model", model, "--length", "short"]),
    ]);
    expect([summarized.code, twin.code]).toEqual([0, 0]);
    expect(await ended.promise).toMatchObject([{ code: 0 }, { code: 0 }]);
    for (const { stdout } of [summarized, twin])
      expect(reportSchema.parse(JSON.parse(stdout)).summary?.points.length).toBeGreaterThan(0);
    expect(await left()).toEqual(nothing);
  });

  it("leaves a document to a command that keeps it beside one that does not", async () => {
    const [passing, keeping] = await Promise.all([
      run(["summarize", long, "--json", "--model", model]),
      run(["summarize", long, "--json", "--model", model, "--length", "short", "--keep"]),
    ]);
    expect([passing.code, keeping.code]).toEqual([0, 0]);
    expect(await left()).toMatchObject({ documents: ["mill.md"], summaries: ["done"], files: 1 });
  });
});
