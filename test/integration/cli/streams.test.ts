import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { messageSchema } from "../../../electron/contract/chat.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { builtPrograms } from "../../helpers/builtPrograms.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { linesOf, runCli } from "../../helpers/runCli.ts";

/* What commands take from stdin and write on stdout and stderr, and what they end with. */

const problemSchema = z.looseObject({ code: z.string() });
const toldSchema = z.looseObject({ file: z.string(), code: z.string() });
const codeOf = (stderr: string): string => problemSchema.parse(JSON.parse(stderr.trim().split("\n").at(-1) ?? "")).code;

describe("a command", () => {
  let model: string;
  let lease: string;
  let minutes: string;
  const where = (): readonly string[] => ["--data-dir", path.join(temporaryFolder(), "data")];

  beforeAll(() => {
    const folder = temporaryFolder();
    model = path.join(folder, "tiny.gguf");
    writeTinyModel(model, { endBias: 2 });
    lease = path.join(folder, "lease.md");
    minutes = path.join(folder, "minutes.md");
    writeFileSync(lease, "# Lease\n\nThe tenant pays 900 euros a month for the mill. The lease ends on 31 May 2027.\n");
    writeFileSync(minutes, "# Minutes\n\nThe council repairs the roof of the mill for 48,000 euros in April.\n");
  });

  it.each([
    ["chat", ["chat"]],
    ["endpoints", ["endpoints", "add", "Cellar", "http://127.0.0.1:9/v1", "--key-file", "-"]],
    ["check", ["check", "--jsonl", "-"]],
    ["summarize", ["summarize", "-"]],
  ])("ends with 130 at an interrupt while it waits for what is piped in: %s", async (_, args) => {
    const { code, stdout, stderr } = await runCli([...args, ...where()], { interruptReading: true });
    expect([code, stdout, codeOf(stderr)]).toEqual([130, "", "CANCELLED"]);
  });

  it("ends without a word, and leaves nothing open, once nobody reads its result", async () => {
    const data = temporaryFolder();
    const args = ["summarize", lease, minutes, "--no-model", "--json", "--data-dir", data];
    const { code, stderr } = await runCli(args, { closeStdout: true });
    expect([code, stderr.split("\n").filter((line) => line.startsWith("{"))]).toEqual([0, []]);
    expect([existsSync(path.join(data, "door.json")), existsSync(path.join(data, "library.db-wal"))]).toEqual([
      false,
      false,
    ]);
  });

  it("ends with its own code where nobody hears what it says", async () => {
    const deaf = { closeStderr: true };
    expect(await runCli(["dance"], deaf)).toMatchObject({ code: 2 });
    const read = await runCli(["read", path.join(temporaryFolder(), "gone.md"), lease], deaf);
    expect(read.code).toBe(3);
    expect(read.stdout).toContain("900 euros");
  });

  it("prints an object a line where it lists or removes", async () => {
    const data = where();
    const folder = path.join(temporaryFolder(), "papers");
    mkdirSync(folder);
    const models = linesOf((await runCli(["models", "--json", ...data])).stdout);
    expect(models.length).toBeGreaterThan(1);
    expect(new Set(models.map((each) => z.object({ kind: z.string() }).parse(each).kind))).toEqual(new Set(["model"]));
    const [watched] = linesOf((await runCli(["watch", "add", folder, "--json", ...data])).stdout);
    const removed = await runCli(["watch", "remove", folder, "--json", ...data]);
    expect(linesOf(removed.stdout)).toEqual([{ removed: z.object({ id: z.string() }).parse(watched).id }]);
  });

  it("answers in a chat as an object a line, and refuses to where nothing is said", async () => {
    const data = where();
    const said = await runCli(["chat", "Hello", "--model", model, "--json", ...data]);
    const lines = linesOf(said.stdout);
    expect([said.code, lines.length]).toEqual([0, 1]);
    const { role, text } = messageSchema.parse(lines[0]);
    expect([role, text.length > 0]).toEqual(["assistant", true]);
    const silent = await runCli(["chat", ...data], { stdin: " \n" });
    expect([silent.code, silent.stdout, codeOf(silent.stderr)]).toEqual([2, "", "USAGE"]);
  });

  it.skipIf(process.platform !== "linux").each([
    ["Ctrl+D", 0, "\u0004"],
    ["Ctrl+C", 130, "\u0003"],
  ])("is left on a terminal with %s and ends with %i", async (_, code, key) => {
    const cli = path.join(builtPrograms, "cli.js");
    const quoted = [process.execPath, cli, "chat", "--model", model, ...where()].map((part) => `'${part}'`).join(" ");
    const terminal = spawn("script", ["--quiet", "--return", "--command", quoted, "/dev/null"]);
    let shown = "";
    let isLeft = false;
    terminal.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString();
      if (isLeft || !shown.includes("> ")) return;
      isLeft = true;
      terminal.stdin.write(key);
    });
    const ended = await new Promise((resolve, reject) => {
      terminal.once("error", reject);
      terminal.once("close", resolve);
    });
    expect(ended).toBe(code);
  });

  it.each([
    ["summarize", ["--no-model"], "48,000"],
    ["ask", ["What does the council repair?"], "48,000"],
    ["check", ["The council repairs the roof for 48,000 euros.", "--no-model"], "48,000"],
    ["table", ["--template", "Leases", "--no-model"], "minutes.md"],
  ])(
    "does the others where a file cannot be read, in a folder too, and says which it was: %s",
    async (name, more, found) => {
      const data = where();
      const folder = path.join(temporaryFolder(), "papers");
      mkdirSync(folder);
      writeFileSync(path.join(folder, "minutes.md"), readFileSync(minutes));
      writeFileSync(path.join(folder, "film.mp4"), "x");
      const run = async (...files: string[]) => {
        const { code, stdout, stderr } = await runCli([name, ...files, ...more, "--json", ...data]);
        const told = linesOf(stderr.replaceAll(/^[^{].*\n/gmu, "")).map((line) => toldSchema.parse(line));
        return { code, told: told.map(({ file, code: why }) => [path.basename(file), why]), results: linesOf(stdout) };
      };
      const foreign = ["film.mp4", "FORMAT_UNSUPPORTED"];
      expect(await run(folder)).toMatchObject({ code: 0, told: [foreign] });
      writeFileSync(path.join(folder, "damaged.pdf"), "%PDF-1.7\nnothing of a PDF");
      const within = await run(folder);
      expect(within.code).toBe(3);
      expect(new Set(within.told)).toEqual(new Set([foreign, ["damaged.pdf", "DOCUMENT_DAMAGED"]]));
      expect(JSON.stringify(within.results)).toContain(found);
      const beside = await run(path.join(folder, "gone.md"), minutes);
      expect(beside).toMatchObject({ code: 3, told: [["gone.md", "FILE_NOT_FOUND"]] });
      expect(JSON.stringify(beside.results)).toContain(found);
    },
  );
});
