import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createLlamaServer } from "../../electron/core/llm/external/createLlamaServer.ts";
import type { LocalFile } from "../../electron/core/llm/local/localModels.ts";
import { createConnections } from "../../electron/core/net/connections.ts";
import { freePort } from "../../electron/core/net/freePort.ts";
import type { ProgramStarter, RunningProgram } from "../../electron/core/ports.ts";
import { createProgramStarter } from "../../electron/host/programStarter.ts";
import { systemClock } from "../../electron/host/systemClock.ts";
import { tinyShape, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { isAlive } from "../helpers/llamaServerStandIn.ts";
import { temporaryFolder } from "../helpers/openApp.ts";
import { openLibrary } from "../unit/store/library.ts";

const real = realServer();
if (real === null) {
  // eslint-disable-next-line no-console -- what is not tested must be seen
  console.warn(
    "There is no llama-server: it is not tested. Name one in LLAMA_SERVER, or have `npm run bench` build one.",
  );
}

/** The program of LLAMA_SERVER, else the one that the bench built; null: there is none. */
function realServer(): string | null {
  const named = process.env["LLAMA_SERVER"];
  if (named !== undefined && named !== "") return named;
  const cache = path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "tramontane-bench");
  if (!existsSync(cache)) return null;
  const built = readdirSync(cache).map((folder) => path.join(cache, folder, "build/bin/llama-server"));
  return built.find((file) => existsSync(file)) ?? null;
}

/** The program, which says that it has a GPU on which all but the experts of one layer of the tiny mixture find room. */
function withGpu(program: string): string {
  const file = path.join(temporaryFolder(), "llama-server");
  const devices = "  CUDA0: Not there (8188 MiB, 1547 MiB free)";
  writeFileSync(file, `#!/bin/sh\n[ "$1" = --list-devices ] && echo '${devices}' && exit\nexec '${program}' "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

describe.skipIf(real === null || process.platform === "win32")("a real llama-server", () => {
  it("runs a mixture of experts with the flags of the rule, comes back after a crash, and leaves nothing behind", async () => {
    const shape = { ...tinyShape, experts: 8 };
    const written = writeTinyModel(path.join(temporaryFolder(), "mixture.gguf"), { shape });
    const expertBytes = shape.layers * shape.experts * 3 * shape.embedding * shape.feedForward * 2;
    const mixture: LocalFile = {
      id: "e".repeat(64),
      name: "Tiny Mixture",
      path: written.path,
      metadata: {
        quantization: "F16",
        style: "instruct",
        chunkTokens: null,
        trainContext: shape.context,
        bytes: written.bytes,
        bytesPerContextToken: 512,
        layers: { count: shape.layers, withExperts: shape.layers, expertBytes },
      },
    };
    const { store } = openLibrary();
    store.settings.set({ ...store.settings.get(), offlineLock: false });
    const logger = { info() {}, warn() {}, error() {} };
    const connections = createConnections({ store, clock: systemClock, logger, isForced: false, changed() {} });
    const started: RunningProgram[] = [];
    const starter = createProgramStarter();
    const programs: ProgramStarter = {
      ...starter,
      start(file, args, options) {
        const program = starter.start(file, args, options);
        if (args.includes("--model")) started.push(program);
        return program;
      },
    };
    const servers = createLlamaServer({
      programs,
      gate: connections.programs,
      outlet: connections.outlet,
      clock: systemClock,
      logger,
      freePort,
      stored: () => store.settings.llamaServer(),
      store: (program) => store.settings.setLlamaServer(program),
      changed() {},
      machine: () => ({ freeBytes: 4 * 1024 ** 3, cores: 2 }),
      options: () => ({ gpu: "auto", threads: null, contextSize: null }),
      idleMs: () => Infinity,
      makeRoom: () => Promise.resolve(),
    });
    onTestFinished(async () => {
      await servers.dispose();
      connections.dispose();
    });
    const { version } = await servers.setProgram(withGpu(real ?? ""));
    expect(version).not.toBe("");

    await using session = await servers.of(mixture).open("background", { signal: new AbortController().signal });
    const { command, plan } = servers.state();
    expect(command?.join(" ")).toContain("--n-gpu-layers 3 --n-cpu-moe 1 --threads 2 --ctx-size 16384 --parallel 2");
    expect(plan).toMatchObject({ contextTokens: 8192, parallel: 2, reason: { code: "SERVER_EXPERTS_IN_MEMORY" } });
    expect(session).toMatchObject({ contextTokens: 8192, parallelism: 2 });

    const turns = [{ role: "user", text: "Which colour has the door?" }] as const;
    const request = { turns, maxTokens: 12, temperature: 0, seed: 1 };
    expect((await session.countTexts(["Which colour has the door?"]))[0]).toBeGreaterThan(3);
    expect((await session.generate(request)).text).not.toBe("");
    const format = { kind: "pick", lines: ["It is red.", "It is blue."], least: 1, most: 1 } as const;
    expect(format.lines).toContain((await session.generate({ ...request, format })).text.trim());

    started[0]?.kill();
    expect((await session.generate(request)).text).not.toBe("");
    expect(started).toHaveLength(2);
    expect(servers.state()).toMatchObject({ status: "ready", restarts: 1 });

    await servers.stop();
    const ids = started.map(({ pid }) => pid ?? 0);
    await vi.waitFor(() => expect(ids.filter(isAlive)).toEqual([]));
  });
});
