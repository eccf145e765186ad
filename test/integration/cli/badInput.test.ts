import { mkdir, readdir, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { type ErrorCode, errorTable, problemSchema } from "../../../electron/contract/errors.ts";
import { reportSchema } from "../../../electron/contract/summaries.ts";
import { type Damage, writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { addEnormousModel, writeCorruptLibrary, writeFutureLibrary } from "../../helpers/badLibraries.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { type CliResult, linesOf, runCli } from "../../helpers/runCli.ts";
import { mountSmallDisk } from "../../helpers/smallDisk.ts";
import { column, tinyPdf } from "../../helpers/tinyPdf.ts";
import { tinyDocx, tinyZip, wordParagraph } from "../../helpers/tinyZip.ts";

const data = temporaryFolder();
const letter = column(72, 690, ["The harbour opens at nine.", "Seven boats wait for it."]);
const toldSchema = problemSchema.extend({ message: z.string() });
const elf = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 0, 255, 0, 7]);
const problemOf = ({ stderr }: CliResult) => toldSchema.parse(JSON.parse(stderr.trim().split("\n").at(-1) ?? ""));

/** What a program and a person get: the code, whether it comes with a sentence, the exit code, and nothing on stdout. */
const told = (result: CliResult) => {
  const { code, message } = problemOf(result);
  return { code, sentence: /\w+.*\.$/.test(message), exit: result.code, stdout: result.stdout };
};
const refusal = (code: ErrorCode) => ({ code, sentence: true, exit: errorTable[code].exit, stdout: "" });

describe("a bad file", () => {
  const write = (content: string | Uint8Array) => (at: string) => writeFile(at, content);
  const cases: readonly [what: string, code: ErrorCode, name: string, make: (at: string) => Promise<unknown>][] = [
    ["that is not there", "FILE_NOT_FOUND", "none.txt", () => Promise.resolve()],
    ["that is an empty folder", "DOCUMENT_EMPTY", "folder", (at) => mkdir(at)],
    ["that is a link to itself", "FILE_LINK_LOOP", "loop.txt", (at) => symlink(at, at)],
    ["that is damaged", "DOCUMENT_DAMAGED", "damaged.pdf", write("%PDF-1.7\n1 0 obj\n<</")],
    [
      "that is a damaged archive",
      "DOCUMENT_DAMAGED",
      "bad.zip",
      (at) => writeFile(at, Buffer.from(tinyZip({ "a.md": "# A letter" })).subarray(0, 60)),
    ],
    ["without bytes", "DOCUMENT_EMPTY", "empty.txt", write("")],
    ["without pages", "DOCUMENT_NO_PAGES", "none.pdf", write(tinyPdf([]))],
    ["without text", "DOCUMENT_NO_TEXT", "scan.pdf", write(tinyPdf([[]]))],
    ["under a password", "PASSWORD_REQUIRED", "locked.pdf", write(tinyPdf([letter], { locked: true }))],
    ["of binary data", "FORMAT_UNSUPPORTED", "program", write(elf)],
    ["of binary data that is named a text", "FORMAT_UNSUPPORTED", "program.txt", write(elf)],
    ["of 501 MB", "FILE_TOO_LARGE", "big.txt", async (at) => (await writeFile(at, ""), truncate(at, 501 * 2 ** 20))],
    [
      "that unpacks to 201 MB",
      "READ_INFLATED_LIMIT",
      "bomb.docx",
      (at) => writeFile(at, tinyDocx(wordParagraph("A".repeat(201 * 2 ** 20)))),
    ],
  ];
  it.each(cases)("%s: %s", async (_, code, name, make) => {
    const file = path.join(temporaryFolder(), name);
    await make(file);
    expect(told(await runCli(["summarize", file, "--json", "--no-model", "--data-dir", data]))).toEqual(refusal(code));
  });

  it.skipIf(process.platform === "win32")("that may not be read as one: FILE_UNREADABLE", async () => {
    expect(told(await runCli(["read", "/dev/null", "--json", "--data-dir", data]))).toEqual(refusal("FILE_UNREADABLE"));
  });

  const model = (at: string) => {
    writeTinyModel(at);
    return Promise.resolve();
  };
  it.each<
    [what: string, code: ErrorCode, name: string, command: readonly string[], make: (at: string) => Promise<unknown>]
  >([
    [
      "a folder to read",
      "FILE_IS_DIRECTORY",
      "folder",
      ["read"],
      async (at) => (await mkdir(at), writeFile(path.join(at, "a.txt"), "One.")),
    ],
    ["an archive to read", "FILE_IS_DIRECTORY", "letters.zip", ["read"], write(tinyZip({ "a.md": "# A letter" }))],
    ["a model to summarize", "FORMAT_UNSUPPORTED", "tiny.gguf", ["summarize"], model],
    ["a folder as a model", "FILE_IS_DIRECTORY", "folder", ["models", "add"], mkdir],
    ["a text as a model", "MODEL_NOT_GGUF", "note.txt", ["models", "add"], write("The harbour opens at nine.")],
  ])("that is of another kind leaves nothing in the library: %s", async (_, code, name, command, make) => {
    const [file, own] = [path.join(temporaryFolder(), name), temporaryFolder()];
    await make(file);
    expect(told(await runCli([...command, file, "--json", "--data-dir", own]))).toEqual(refusal(code));
    const app = await openApp(own);
    onTestFinished(() => app.dispose());
    expect(app.core.store.documents.list()).toEqual([]);
    expect(app.core.store.collections.list()).toEqual([]);
    expect(app.core.store.models.list().filter(({ bundled }) => !bundled)).toEqual([]);
  });

  it("under another password: PASSWORD_WRONG", async () => {
    const file = path.join(temporaryFolder(), "locked.pdf");
    await writeFile(file, tinyPdf([letter], { locked: true }));
    const result = await runCli(["read", file, "--json", "--password", "guess", "--data-dir", data]);
    expect(told(result)).toEqual(refusal("PASSWORD_WRONG"));
  });

  it("that is only named wrongly is read as what it is", async () => {
    const file = path.join(temporaryFolder(), "letter.txt");
    await writeFile(file, tinyPdf([letter]));
    const result = await runCli(["summarize", file, "--json", "--no-model", "--data-dir", data]);
    expect(result.code).toBe(0);
    expect(reportSchema.parse(JSON.parse(result.stdout)).document.format).toBe("pdf");
  });
});

describe("a bad model", () => {
  const cases: readonly [what: string, damage: Damage, code: ErrorCode][] = [
    ["that is cut short", "truncated", "MODEL_TRUNCATED"],
    ["that is none", "wrongMagic", "MODEL_NOT_GGUF"],
    ["of an unknown architecture", "unknownArchitecture", "MODEL_ARCHITECTURE_UNKNOWN"],
    ["with a damaged head", "garbledHeader", "MODEL_DAMAGED"],
  ];
  it.each(cases)("%s: %s is %s", async (_, damage, code) => {
    const folder = temporaryFolder();
    const file = path.join(folder, "letter.txt");
    await writeFile(file, "The harbour opens at nine.");
    const model = writeTinyModel(path.join(folder, "bad.gguf"), { damage }).path;
    expect(told(await runCli(["summarize", file, "--json", "--model", model, "--data-dir", data]))).toEqual(
      refusal(code),
    );
  });

  it("larger than memory: MODEL_TOO_LARGE, with the bytes that are missing", async () => {
    const own = temporaryFolder();
    const model = addEnormousModel(own);
    const file = path.join(own, "letter.txt");
    await writeFile(file, "The harbour opens at nine.");
    const result = await runCli(["summarize", file, "--json", "--model", model, "--data-dir", own]);
    expect(told(result)).toEqual(refusal("MODEL_TOO_LARGE"));
    expect(Number(problemOf(result).data?.["missingBytes"])).toBeGreaterThan(1e12);
  });
});

describe("a data folder", () => {
  it("that another Tramontane has open is left alone", async () => {
    const shared = temporaryFolder();
    const app = await openApp(shared);
    try {
      expect(told(await runCli(["models", "--data-dir", shared]))).toEqual(refusal("DATA_DIR_LOCKED"));
    } finally {
      await app.dispose();
    }
    expect((await runCli(["models", "--data-dir", shared])).code).toBe(0);
  });

  it("that is a file cannot be written", async () => {
    const file = path.join(temporaryFolder(), "file");
    await writeFile(file, "");
    expect(told(await runCli(["models", "--data-dir", file]))).toEqual(refusal("DATA_DIR_UNWRITABLE"));
  });

  it("with a library from the future is refused and not changed", async () => {
    const future = temporaryFolder();
    writeFutureLibrary(future, 99_990);
    expect(told(await runCli(["models", "--data-dir", future]))).toEqual(refusal("DATABASE_FROM_FUTURE"));
    const after = new Database(path.join(future, "library.db"), { readonly: true });
    expect(after.pragma("user_version", { simple: true })).toBe(99_990);
    after.close();
  });

  it("with a damaged library works on with a new one, says so, and keeps the damaged file", async () => {
    const harmed = temporaryFolder();
    writeCorruptLibrary(harmed);
    const result = await runCli(["models", "--json", "--data-dir", harmed]);
    expect(result.code).toBe(0);
    expect(linesOf(result.stdout).length).toBeGreaterThan(0);
    expect(problemOf(result)).toMatchObject({ code: "DATABASE_CORRUPT", data: { happened: "recreated" } });
    expect((await readdir(harmed)).filter((name) => name.startsWith("library-damaged-"))).toHaveLength(1);
    expect((await runCli(["models", "--data-dir", harmed])).stderr).toBe("");
  });

  it("on a full disk: DISK_FULL, and what fits is still read", async ({ skip }) => {
    const disk = mountSmallDisk(4);
    if (!disk) return skip();
    onTestFinished(disk.unmount);
    const folder = temporaryFolder();
    const [big, small] = [path.join(folder, "big.txt"), path.join(folder, "small.txt")];
    await writeFile(big, "The harbour opens at nine. ".repeat(200_000));
    await writeFile(small, "Seven boats wait for it.");
    const args = ["--json", "--no-model", "--data-dir", path.join(disk.folder, "data")];
    expect(told(await runCli(["summarize", big, ...args]))).toEqual(refusal("DISK_FULL"));
    const after = await runCli(["summarize", small, ...args]);
    expect(after.code).toBe(0);
    expect(reportSchema.parse(JSON.parse(after.stdout)).document.name).toBe("small.txt");
  });
});
