import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { startServer } from "../../helpers/runningServer.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.
The work shall begin before the rains of autumn.
`;

const withoutTimes = (line: string) => ({ ...(JSON.parse(line) as Readonly<Record<string, unknown>>), timings: null });

describe("a document that is piped in", () => {
  let model: string;
  beforeAll(() => {
    model = path.join(temporaryFolder(), "chooses.gguf");
    writeTinyModel(model, { endBias: 2, ownMetadata: { prompts: "plain", chunkTokens: 600 } });
  });
  const where = () => ["--data-dir", path.join(temporaryFolder(), "data")];

  it("is summarized as the same file is, under the name that it is given", async () => {
    const file = path.join(temporaryFolder(), "letter.md");
    await writeFile(file, letter);
    const ofFile = await runCli(["summarize", file, "--json", "--no-model", ...where()]);
    const piped = await runCli(["summarize", "-", "--name", "letter.md", "--json", "--no-model", ...where()], {
      stdin: letter,
    });
    expect([piped.code, piped.stderr]).toEqual([0, ofFile.stderr]);
    expect(withoutTimes(piped.stdout)).toEqual(withoutTimes(ofFile.stdout));
  });

  it("answers a question, and takes statements and columns, beside files", async () => {
    const file = path.join(temporaryFolder(), "minutes.md");
    await writeFile(file, "# Minutes\n\nMrs Okafor reports in June.\n");
    const data = where();
    const asked = await runCli(["ask", "-", "What did the board decide?", "--json", ...data], { stdin: letter });
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain("repair the roof");
    const claim = "The board decided to repair the roof for 48,000 euros.";
    const checked = await runCli(["check", file, "-", claim, "--name", "letter", "--json", "--no-model", ...data], {
      stdin: letter,
    });
    expect(JSON.parse(checked.stdout)).toMatchObject({ citations: [{ file: "letter" }] });
    const template = path.join(temporaryFolder(), "price.json");
    await writeFile(
      template,
      JSON.stringify({ name: "Price", columns: [{ name: "Met", question: "When did the board meet?", kind: "date" }] }),
    );
    const table = await runCli(["table", "-", "--template", template, "--json", "--no-model", ...data], {
      stdin: letter,
    });
    expect([table.code, JSON.parse(table.stdout)]).toMatchObject([0, { file: "stdin" }]);
  });

  it("is told what it is by its bytes, an archive too", async () => {
    const archive = tinyZip({ "letter.md": letter, "minutes.md": "# Minutes\n\nMrs Okafor reports in June.\n" });
    const { code, stdout } = await runCli(["summarize", "-", "--json", "--no-model", ...where()], { stdin: archive });
    expect(code).toBe(0);
    const names = stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { document?: { name: string } }).document?.name);
    expect(names).toEqual(["letter.md", "minutes.md", undefined]);
    const gguf = await runCli(["summarize", "-", "--no-model", ...where()], { stdin: await readFile(model) });
    expect(gguf.stderr).toContain("FORMAT_UNSUPPORTED");
  });

  it("goes to the running application", async () => {
    const data = path.join(temporaryFolder(), "data");
    const server = await startServer(data);
    try {
      const { code, stdout } = await runCli(["summarize", "-", "--json", "--no-model", "--data-dir", data], {
        stdin: letter,
      });
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { document: { name: "stdin" } }]);
    } finally {
      await server.stop();
    }
  });

  it("is refused where it is empty, stands for two files, or is not named", async () => {
    const refused = async (args: readonly string[], stdin = "") => {
      const { code, stderr, stdout } = await runCli([...args, "--no-model", ...where()], { stdin });
      expect(stdout).toBe("");
      return [code, (JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as { code: string; data?: unknown }).code];
    };
    expect(await refused(["summarize", "-"])).toEqual([3, "DOCUMENT_EMPTY"]);
    expect(await refused(["check", "-", "-", "So it is."], letter)).toEqual([2, "USAGE"]);
    expect(await refused(["check", "-", "--claims", "-"], letter)).toEqual([2, "USAGE"]);
    expect(await refused(["summarize", "letter.md", "--name", "letter"])).toEqual([2, "USAGE"]);
  });
});
