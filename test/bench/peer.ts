import os from "node:os";
import path from "node:path";
import { createBuildSystem, type BuildSystem } from "./buildSystem.ts";

/** `llama-server` of the llama.cpp source that node-llama-cpp carries, as a native program. */
export interface Peer {
  readonly path: string;
  /** as it says of itself, and how it was built as far as we know */
  readonly version: string;
}

export interface PeerRequest {
  /** a binary that is there already, in place of one of our build */
  readonly given: string | null;
  /** a folder outside the checkout */
  readonly cache: string;
  progress(line: string): void;
  /** node-llama-cpp's own folder */
  readonly packageFolder?: string;
  readonly system?: BuildSystem;
}

/**
 * The opponent: the given binary, the one built before from the same source in the same way, or one built now, which takes
 * 5 to 20 minutes. What a broken build left behind is continued, never taken for done.
 * @throws Error with the reason, for people, where there is none to be had
 */
export async function providePeer({ given, cache, progress, ...rest }: PeerRequest): Promise<Peer> {
  const system = rest.system ?? createBuildSystem();
  if (given !== null) {
    if (!system.exists(given)) throw new Error(`There is no file ${given}.`);
    return { path: given, version: `${await versionOf(system, given)}, given with --peer` };
  }
  const source = path.join(rest.packageFolder ?? nodeLlamaCpp, "llama");
  const release = (JSON.parse(system.read(path.join(source, "binariesGithubRelease.json"))) as { release: string })
    .release;
  const folder = path.join(cache, `llama.cpp-${release}`);
  const build = path.join(folder, "build");
  const binary = path.join(build, "bin", system.platform === "win32" ? "llama-server.exe" : "llama-server");
  const mark = path.join(build, "built.json");
  const recipe = JSON.stringify({ release, flags, processor: system.processor });
  if (!system.exists(binary) || !system.exists(mark) || system.read(mark).trim() !== recipe) {
    for (const program of ["git", "cmake"]) {
      if (await system.has(program)) continue;
      throw new Error(
        `${program} is needed to build llama-server ${release}; --peer PATH takes one that is built already.`,
      );
    }
    progress(`Building llama-server ${release} in ${folder} (5 to 20 minutes, once)`);
    await checkOut(system, source, folder);
    await compile(system, folder, build);
    system.write(mark, `${recipe}\n`);
  }
  const version = await versionOf(system, binary);
  return { path: binary, version: `${version}, ${flags.filter((flag) => named.test(flag)).join(" ")}` };
}

const nodeLlamaCpp = path.resolve(import.meta.dirname, "../../node_modules/node-llama-cpp");

/**
 * For this processor, as the package's own binary chooses at run time the variant for it; without OpenMP, because that
 * binary is built so, and both sides are to synchronise their threads alike.
 */
const flags: readonly string[] = [
  "-DCMAKE_BUILD_TYPE=Release",
  "-DBUILD_SHARED_LIBS=OFF",
  "-DLLAMA_CURL=OFF",
  "-DLLAMA_OPENSSL=OFF",
  "-DLLAMA_BUILD_TESTS=OFF",
  "-DLLAMA_BUILD_EXAMPLES=OFF",
  "-DLLAMA_BUILD_APP=OFF",
  "-DLLAMA_USE_PREBUILT_UI=OFF",
  "-DLLAMA_BUILD_UI=OFF",
  "-DGGML_NATIVE=ON",
  "-DGGML_OPENMP=OFF",
  "-DGGML_CCACHE=OFF",
];
/** those a reader of the figures wants to know */
const named = /GGML_NATIVE|GGML_OPENMP|BUILD_TYPE/u;

/** The package's source with the package's patches. */
async function checkOut(system: BuildSystem, source: string, folder: string): Promise<void> {
  if (!system.exists(path.join(folder, "CMakeLists.txt"))) {
    const part = `${folder}.part`;
    system.remove(part);
    system.remove(folder);
    await system.run("git", ["clone", "--quiet", path.join(source, "gitRelease.bundle"), part]);
    system.rename(part, folder);
  }
  const patches = path.join(source, "patches");
  for (const name of system.list(patches).filter((file) => file.endsWith(".diff"))) {
    const patch = path.join(patches, name);
    const apply = ["-C", folder, "apply", "--ignore-whitespace"];
    // What can be taken back has been applied.
    const isApplied = await system.run("git", [...apply, "--check", "--reverse", patch]).then(
      () => true,
      () => false,
    );
    if (!isApplied) await system.run("git", [...apply, patch]);
  }
}

async function compile(system: BuildSystem, folder: string, build: string): Promise<void> {
  const configured = system.exists(path.join(build, "CMakeCache.txt"));
  // A folder keeps the generator it was configured with.
  const generator = !configured && (await system.has("ninja")) ? ["-G", "Ninja"] : [];
  await system.run("cmake", ["-S", folder, "-B", build, ...generator, ...flags]);
  const parallel = String(os.availableParallelism());
  await system.run("cmake", [
    "--build",
    build,
    "--config",
    "Release",
    "--target",
    "llama-server",
    "--parallel",
    parallel,
  ]);
}

/** @throws Error where the program does not run here */
async function versionOf(system: BuildSystem, binary: string): Promise<string> {
  const said = await system.run(binary, ["--version"]);
  const line = said.split("\n").find((part) => part.startsWith("version:"));
  if (!line) throw new Error(`${binary} does not say which version it is.`);
  return `llama-server ${line.slice("version:".length).trim()}`;
}
