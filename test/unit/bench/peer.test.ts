import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BuildSystem } from "../../bench/buildSystem.ts";
import { providePeer } from "../../bench/peer.ts";

const cache = path.resolve("/cache");
const packageFolder = path.resolve("/packages/node-llama-cpp");
const source = path.join(packageFolder, "llama");
const folder = path.join(cache, "llama.cpp-v9.9");
const build = path.join(folder, "build");
const binary = path.join(build, "bin", "llama-server");
const mark = path.join(build, "built.json");
const patch = path.join(source, "patches", "PR-1.diff");

interface FakeMachine {
  readonly system: BuildSystem;
  readonly files: Map<string, string>;
  /** calls but `--version`, with the program first */
  readonly calls: string[][];
  /** programs it does not have */
  readonly missing: Set<string>;
  /** a call that begins with these words fails */
  failing: readonly string[] | null;
  processor: string;
}

/** A machine whose git and cmake do what the real ones do to the files that matter here. */
function fakeMachine(): FakeMachine {
  const files = new Map<string, string>([
    [path.join(source, "binariesGithubRelease.json"), '{"release":"v9.9"}'],
    [patch, "a patch"],
  ]);
  const inFolder = (file: string, folder: string): boolean => file.startsWith(folder + path.sep);
  const machine: FakeMachine = {
    files,
    calls: [],
    missing: new Set(),
    failing: null,
    processor: "Test 1000",
    system: {
      platform: "linux",
      get processor() {
        return machine.processor;
      },
      exists: (file) => files.has(file),
      read: (file) => files.get(file) ?? "",
      write: (file, text) => void files.set(file, text),
      list: (folder) =>
        [...files.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file)),
      rename(from, to) {
        for (const [file, text] of files) {
          if (!inFolder(file, from)) continue;
          files.delete(file);
          files.set(to + file.slice(from.length), text);
        }
      },
      remove(folder) {
        for (const file of files.keys()) if (inFolder(file, folder)) files.delete(file);
      },
      has: (program) => Promise.resolve(!machine.missing.has(program)),
      run(program, args) {
        if (args[0] === "--version") {
          if (!files.has(program)) return Promise.reject(new Error("There is no such program."));
          return Promise.resolve("starting\nversion: 9.9 (test)\n");
        }
        const call = [program, ...args];
        machine.calls.push(call);
        if (machine.failing?.every((word) => call.includes(word))) return Promise.reject(new Error("It failed."));
        if (args[0] === "clone") files.set(path.join(args.at(-1) ?? "", "CMakeLists.txt"), "");
        const patched = path.join(folder, "patched");
        if (args.includes("--reverse") && !files.has(patched)) return Promise.reject(new Error("Not applied."));
        if (args.includes("apply") && !args.includes("--check")) files.set(patched, "");
        if (args[0] === "-S") files.set(path.join(build, "CMakeCache.txt"), "");
        if (args[0] === "--build") files.set(binary, "a program");
        return Promise.resolve("");
      },
    },
  };
  return machine;
}

function provide(machine: FakeMachine, given: string | null = null) {
  return providePeer({ given, cache, packageFolder, system: machine.system, progress() {} });
}

const steps = (machine: FakeMachine): string[] =>
  machine.calls.map(
    (call) =>
      call.find(
        (word) =>
          ["clone", "--check", "apply", "-S", "--build"].includes(word) &&
          !(word === "apply" && call.includes("--check")),
      ) ?? "",
  );

describe("the opponent of the bench", () => {
  it("is built once from the package's own source with the package's patch, and found the next time", async () => {
    const machine = fakeMachine();
    const peer = await provide(machine);
    expect(peer.path).toBe(binary);
    expect(peer.version).toContain("9.9 (test)");
    expect(peer.version).toContain("-DGGML_OPENMP=OFF");
    expect(steps(machine)).toEqual(["clone", "--check", "apply", "-S", "--build"]);
    expect(machine.calls[0]).toContain(path.join(source, "gitRelease.bundle"));
    expect(machine.calls[2]).toContain(patch);
    expect(machine.calls[3]).toEqual(expect.arrayContaining(["-G", "Ninja", "-DGGML_NATIVE=ON", "-DLLAMA_CURL=OFF"]));
    expect(machine.calls[4]).toEqual(expect.arrayContaining(["--target", "llama-server"]));

    machine.calls.length = 0;
    expect(await provide(machine)).toEqual(peer);
    expect(machine.calls).toEqual([]);
  });

  it("goes on where a build broke off, without another checkout or patch", async () => {
    const machine = fakeMachine();
    machine.failing = ["cmake", "--build"];
    await expect(provide(machine)).rejects.toThrow("It failed.");
    expect(machine.files.has(mark)).toBe(false);
    // Even a binary that lies there already is not taken for whole.
    machine.files.set(binary, "half a program");
    machine.failing = null;
    machine.calls.length = 0;
    await provide(machine);
    expect(steps(machine)).toEqual(["--check", "-S", "--build"]);
    // The folder keeps the generator it was configured with.
    expect(machine.calls[1]).not.toContain("-G");
    expect(machine.files.get(binary)).toBe("a program");
  });

  it("leaves half a checkout under another name and begins it anew", async () => {
    const machine = fakeMachine();
    machine.files.set(path.join(`${folder}.part`, "README.md"), "");
    machine.files.set(path.join(folder, "stray"), "");
    await provide(machine);
    expect(machine.files.has(path.join(folder, "stray"))).toBe(false);
    expect([...machine.files.keys()].filter((file) => file.includes(".part"))).toEqual([]);
  });

  it("is built anew for another processor", async () => {
    const machine = fakeMachine();
    await provide(machine);
    machine.calls.length = 0;
    machine.processor = "Test 2000";
    await provide(machine);
    expect(steps(machine)).toEqual(["--check", "-S", "--build"]);
  });

  it("does without Ninja, but says what it cannot do without", async () => {
    const machine = fakeMachine();
    machine.missing.add("ninja");
    await provide(machine);
    expect(machine.calls[3]).not.toContain("-G");
    const bare = fakeMachine();
    bare.missing.add("cmake");
    await expect(provide(bare)).rejects.toThrow("cmake is needed to build llama-server v9.9; --peer PATH");
    expect(bare.calls).toEqual([]);
  });

  it("takes a given binary as it is, where there is one", async () => {
    const machine = fakeMachine();
    machine.files.set("/opt/llama-server", "a program");
    expect(await provide(machine, "/opt/llama-server")).toEqual({
      path: "/opt/llama-server",
      version: "llama-server 9.9 (test), given with --peer",
    });
    expect(machine.calls).toEqual([]);
    await expect(provide(machine, "/opt/nothing")).rejects.toThrow("There is no file /opt/nothing.");
  });
});
