import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, describe, expect, it } from "vitest";
import * as z from "zod";
import { temporaryFolder } from "../../helpers/openApp.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const reportSchema = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

/** What each folder must not import: the file that does, and what it imports. */
const forbidden: readonly (readonly [file: string, imported: string])[] = [
  ["electron/textThread/a.ts", "electron"],
  ["electron/textThread/a.ts", "node:sqlite"],
  ["electron/textThread/a.ts", "node:http"],
  ["electron/textThread/a.ts", "../core/store/openStore.ts"],
  ["electron/textThread/a.ts", "../host/nodePorts.ts"],
  ["electron/textThread/a.ts", "pdfjs-dist"],
  ["electron/core/a.ts", "electron"],
  ["electron/core/chat/a.ts", "electron/main"],
  ["electron/core/a.ts", "react"],
  ["electron/core/a.ts", "react-dom/client"],
  ["electron/core/a.ts", "../api/router.ts"],
  ["electron/core/chat/a.ts", "../../api/router.ts"],
  ["electron/core/a.ts", "../main/startShell.ts"],
  ["electron/core/a.ts", "../server/createServer.ts"],
  ["electron/core/a.ts", "../cli/options.ts"],
  ["electron/core/a.ts", "../host/nodePorts.ts"],
  ["electron/core/a.ts", "../engineProcess/port.ts"],
  ["electron/core/chat/a.ts", "../llm/local/engine.ts"],
  ["electron/core/summarize/writers/a.ts", "../../llm/local/gbnf.ts"],
  ["electron/core/export/a.ts", "../llm/fake/fakeModel.ts"],
  ["electron/core/chat/a.ts", "../library/texts.ts"],
  ["electron/core/chat/a.ts", "../library/reading/reader.ts"],
  ["electron/core/chat/a.ts", "../collections/createCollections.ts"],
  ["electron/core/collections/a.ts", "../summarize/chunks.ts"],
  ["electron/core/collections/a.ts", "../summarize/createSummaries.ts"],
  ["electron/core/chat/a.ts", "../check/groundTask.ts"],
  ["electron/core/check/a.ts", "../compare/align.ts"],
  ["electron/core/export/a.ts", "../check/check.ts"],
  ["electron/core/export/a.ts", "yauzl"],
  ["electron/core/compare/a.ts", "../forecast/createForecasts.ts"],
  ["electron/core/compare/a.ts", "../retrieval/instructions.ts"],
  ["electron/core/forecast/a.ts", "../chat/tokens.ts"],
  ["electron/core/chat/a.ts", "../costs/createCosts.ts"],
  ["electron/core/catalogue/a.ts", "../downloads/pace.ts"],
  ["electron/core/bundle/a.ts", "../hub/createHubToken.ts"],
  ["electron/core/createCore.ts", "./downloads/pace.ts"],
  ["electron/core/trials/a.ts", "../tuning/createTuning.ts"],
  ["electron/core/summarize/a.ts", "../trials/runTrial.ts"],
  ["electron/core/downloads/a.ts", "../bundle/bundleFiles.ts"],
  ["electron/core/costs/a.ts", "../catalogue/propose.ts"],
  ["electron/core/export/a.ts", "../costs/prices.ts"],
  ["electron/core/jobs/a.ts", "../summarize/runner.ts"],
  ["electron/core/summarize/a.ts", "../export/markdown.ts"],
  ["electron/core/summarize/a.ts", "../compare/align.ts"],
  ["electron/core/summarize/writers/a.ts", "../../library/texts.ts"],
  ["electron/core/createCore.ts", "./chat/context.ts"],
  ["electron/core/store/a.ts", "../llm/local/engine.ts"],
  ["electron/core/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/core/a.ts", "node:sqlite"],
  ["electron/core/store/a.ts", "../../api/router.ts"],
  ["electron/core/store/a.ts", "node-llama-cpp"],
  ["electron/core/a.ts", "node-llama-cpp"],
  ["electron/core/engine/a.ts", "@node-llama-cpp/linux-x64"],
  ["electron/core/documents/a.ts", "pdfjs-dist"],
  ["electron/core/documents/a.ts", "pdfjs-dist/legacy/build/pdf.mjs"],
  ["electron/core/documents/a.ts", "mammoth"],
  ["electron/core/documents/a.ts", "parse5"],
  ["electron/core/documents/a.ts", "mdast-util-from-markdown"],
  ["electron/core/text/a.ts", "../evidence/claim.ts"],
  ["electron/core/text/a.ts", "../summarize/chunks.ts"],
  ["electron/core/text/a.ts", "../ports.ts"],
  ["electron/core/text/a.ts", "../../api/router.ts"],
  ["electron/core/text/a.ts", "node:fs"],
  ["electron/core/evidence/a.ts", "../extract/digest.ts"],
  ["electron/core/evidence/a.ts", "../summarize/draft.ts"],
  ["electron/core/evidence/a.ts", "../ports.ts"],
  ["electron/core/evidence/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/core/extract/a.ts", "../summarize/chunks.ts"],
  ["electron/core/extract/a.ts", "../store/store.ts"],
  ["electron/core/extract/minutes/a.ts", "../../library/versions.ts"],
  ["electron/core/extract/minutes/a.ts", "../../ports.ts"],
  ["electron/engineProcess/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/engineProcess/a.ts", "node:https"],
  ["electron/engineProcess/a.ts", "../core/store/store.ts"],
  ["electron/engineProcess/a.ts", "electron"],
  ["electron/readerProcess/a.ts", "node:net"],
  ["electron/readerProcess/a.ts", "node-llama-cpp"],
  ["electron/readerProcess/pdf/a.ts", "../../core/store/store.ts"],
  ["electron/readerProcess/a.ts", "../core/evidence/verify.ts"],
  ["electron/api/a.ts", "electron"],
  ["electron/api/a.ts", "../main/startShell.ts"],
  ["electron/api/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/host/a.ts", "../core/createCore.ts"],
  ["electron/host/a.ts", "../api/createApp.ts"],
  ["electron/server/a.ts", "../core/createCore.ts"],
  ["electron/server/a.ts", "../main/startShell.ts"],
  ["electron/server/a.ts", "electron"],
  ["electron/cli/a.ts", "../core/store/openStore.ts"],
  ["electron/cli/a.ts", "pdfjs-dist"],
  ["electron/main/a.ts", "../core/createCore.ts"],
  ["electron/main/a.ts", "node-llama-cpp"],
  ["electron/main/a.ts", "../server/createServer.ts"],
  ["electron/preload/a.ts", "node:fs"],
  ["electron/preload/a.ts", "../contract/contract.ts"],
  ["electron/contract/a.ts", "hono"],
  ["electron/contract/a.ts", "node:fs"],
  ["electron/contract/a.ts", "../core/ports.ts"],
  ["renderer/lib/a.ts", "../../electron/core/ports.ts"],
  ["renderer/features/chat/a.tsx", "../../../electron/api/router.ts"],
  ["renderer/lib/a.ts", "electron"],
  ["renderer/lib/a.ts", "node:fs"],
  ["renderer/lib/a.ts", "better-sqlite3-multiple-ciphers"],
  ["renderer/lib/a.ts", "node-llama-cpp"],
  ["renderer/lib/a.ts", "mammoth"],
  ["electron/core/a.ts", "node:http"],
  ["electron/core/llm/remote/a.ts", "undici"],
  ["electron/core/models/a.ts", "node:https"],
  ["electron/core/library/a.ts", "dns"],
  ["electron/core/export/a.ts", "node:net"],
  ["electron/core/store/a.ts", "node:tls"],
  ["electron/core/net/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/api/a.ts", "node:http"],
  ["electron/host/a.ts", "node:dgram"],
  ["electron/words/a.ts", "node:http"],
  ["electron/server/a.ts", "node:https"],
  ["electron/server/a.ts", "node:net"],
  ["electron/door/a.ts", "node:http"],
  ["electron/door/a.ts", "../core/createCore.ts"],
  ["electron/door/a.ts", "../cli/session.ts"],
  ["electron/serve/a.ts", "node:net"],
  ["electron/serve/a.ts", "../api/createApp.ts"],
  ["electron/serve/a.ts", "../host/systemClock.ts"],
  ["electron/serve/a.ts", "../server/createServer.ts"],
  ["electron/serve/openai/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/cli/a.ts", "ws"],
  ["electron/main/a.ts", "node:http2"],
];

/** The other side of each boundary: a rule that forbids everything proves nothing. */
const allowed: readonly (readonly [file: string, imported: string])[] = [
  ["electron/core/a.ts", "./ports.ts"],
  ["electron/core/chat/a.ts", "../../contract/errors.ts"],
  ["electron/core/chat/a.ts", "../llm/languageModel.ts"],
  ["electron/core/createCore.ts", "./llm/local/createEngine.ts"],
  ["electron/core/createCore.ts", "./chat/createChat.ts"],
  ["electron/core/createCore.ts", "./library/library.ts"],
  ["electron/core/createCore.ts", "./hub/createHubToken.ts"],
  ["electron/core/downloads/a.ts", "../hub/hub.ts"],
  ["electron/core/chat/a.ts", "../tuning/tuning.ts"],
  ["electron/core/forecast/a.ts", "../costs/prices.ts"],
  ["electron/core/costs/a.ts", "../../contract/costs.ts"],
  ["electron/core/chat/a.ts", "../check/check.ts"],
  ["electron/core/createCore.ts", "./check/createCheck.ts"],
  ["electron/core/chat/a.ts", "../export/export.ts"],
  ["electron/core/export/a.ts", "@e965/xlsx"],
  ["electron/core/chat/a.ts", "../library/library.ts"],
  ["electron/core/chat/a.ts", "../retrieval/retrieval.ts"],
  ["electron/core/chat/a.ts", "./context.ts"],
  ["electron/core/collections/a.ts", "../summarize/summarize.ts"],
  ["electron/core/collections/a.ts", "../../contract/collections.ts"],
  ["electron/core/library/reading/a.ts", "../createDocuments.ts"],
  ["electron/core/summarize/writers/a.ts", "../chunks.ts"],
  ["electron/core/summarize/writers/a.ts", "../../library/library.ts"],
  ["electron/core/llm/registry.ts", "./local/engine.ts"],
  ["electron/core/llm/local/threads/a.ts", "../engine.ts"],
  ["electron/core/store/a.ts", "better-sqlite3-multiple-ciphers"],
  ["electron/core/text/a.ts", "./words.ts"],
  ["electron/core/text/a.ts", "../../contract/documents.ts"],
  ["electron/core/evidence/a.ts", "../text/words.ts"],
  ["electron/core/evidence/a.ts", "./claim.ts"],
  ["electron/core/extract/a.ts", "../evidence/claim.ts"],
  ["electron/core/extract/a.ts", "../text/words.ts"],
  ["electron/core/extract/minutes/a.ts", "../candidates.ts"],
  ["electron/core/extract/minutes/a.ts", "../../text/words.ts"],
  ["electron/core/extract/minutes/a.ts", "../../../contract/summaries.ts"],
  ["electron/engineProcess/a.ts", "node-llama-cpp"],
  ["electron/engineProcess/a.ts", "../core/engine/protocol.ts"],
  ["electron/readerProcess/a.ts", "pdfjs-dist"],
  ["electron/readerProcess/a.ts", "mammoth"],
  ["electron/readerProcess/a.ts", "../core/text/words.ts"],
  ["electron/readerProcess/a.ts", "../core/library/reading/readerProtocol.ts"],
  ["electron/api/a.ts", "../core/createCore.ts"],
  ["electron/host/a.ts", "../core/ports.ts"],
  ["electron/server/a.ts", "../api/createApp.ts"],
  ["electron/door/a.ts", "node:net"],
  ["electron/door/a.ts", "../api/createApp.ts"],
  ["electron/cli/a.ts", "../api/createApp.ts"],
  ["electron/cli/a.ts", "../door/openLibrary.ts"],
  ["electron/main/a.ts", "electron"],
  ["electron/main/a.ts", "../core/ports.ts"],
  ["electron/preload/a.ts", "electron"],
  ["electron/contract/a.ts", "zod"],
  ["electron/contract/a.ts", "@orpc/contract"],
  ["electron/contract/a.ts", "./errors.ts"],
  ["renderer/lib/a.ts", "../../electron/contract/contract.ts"],
  ["renderer/features/reader/a.tsx", "pdfjs-dist"],
  ["renderer/lib/a.ts", "react"],
  ["electron/core/net/a.ts", "node:https"],
  ["electron/core/net/a.ts", "node:dns"],
  ["electron/server/a.ts", "node:http"],
  ["electron/serve/a.ts", "node:http"],
  ["electron/serve/openai/a.ts", "../../core/llm/languageModel.ts"],
  ["electron/api/a.ts", "../serve/createServing.ts"],
];

/** Where nothing may connect by what every script has at hand, and where something may: with the application's own origin, or in a test. */
const globals = ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"];
const withoutGlobals = ["electron/core/net/a.ts", "electron/main/a.ts", "electron/server/a.ts", "renderer/lib/a.ts"];
const withGlobals = ["renderer/lib/client.ts", "renderer/features/reader/openPdf.ts", "test/unit/a.test.ts"];

/** Lints one file per import with the rules of the checkout; gives the files in which a boundary was crossed. */
function crossings(imports: typeof forbidden): Promise<Set<string>> {
  return found(
    "no-restricted-imports",
    imports.map(([file, imported], index) => [
      nameOf(file, index),
      `import * as it from ${JSON.stringify(imported)};\nexport const used = it;\n`,
    ]),
  );
}

/** The files in which the rule of the checkout finds something. */
async function found(rule: string, files: readonly (readonly [file: string, text: string])[]): Promise<Set<string>> {
  const folder = temporaryFolder();
  copyFileSync(path.join(root, ".oxlintrc.json"), path.join(folder, ".oxlintrc.json"));
  for (const [file, text] of files) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
  // Types are not needed to see an import, and the folder has none.
  const args = [oxlint, "-c", ".oxlintrc.json", "-f", "json", "--disable-nested-config", "."];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
  assert.isTrue(output.startsWith("{"), `the linter gave no report: ${output}`);
  const { diagnostics } = reportSchema.parse(JSON.parse(output));
  return new Set(
    diagnostics
      .filter(({ code }) => code.includes(rule))
      .map(({ filename }) => path.relative(folder, path.resolve(folder, filename)).replaceAll("\\", "/")),
  );
}

function nameOf(file: string, index: number): string {
  return file.replace(/(\.tsx?)$/, `${index}$1`);
}

describe("boundaries are lint errors", () => {
  it("each forbidden import is found", async () => {
    const crossed = await crossings(forbidden);
    const missed = forbidden.filter(([file], index) => !crossed.has(nameOf(file, index)));
    expect(missed).toEqual([]);
  });

  it("and each allowed one is left alone", async () => {
    const crossed = await crossings(allowed);
    const wronged = allowed.filter(([file], index) => crossed.has(nameOf(file, index)));
    expect(wronged).toEqual([]);
  });

  it("nothing connects but the outlet, and the window with its own origin", async () => {
    const text = `export const used = [${globals.join(", ")}];\n`;
    const restricted = await found(
      "no-restricted-globals",
      [...withoutGlobals, ...withGlobals].map((file) => [file, text]),
    );
    expect([...restricted].toSorted()).toEqual(withoutGlobals.toSorted());
  });
});
