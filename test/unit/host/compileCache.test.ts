import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import module from "node:module";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepCompiled } from "../../../electron/host/compileCache.ts";

let data: string;
let kept: string[];
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "tramontane-compiled-"));
  kept = [];
  vi.spyOn(module, "enableCompileCache").mockImplementation((folder) => {
    if (typeof folder === "string") kept.push(folder);
    return { status: module.constants.compileCacheStatus.ENABLED };
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(data, { recursive: true, force: true });
});

const keep = (): void => keepCompiled(["--data-dir", data]);
const folder = (): string => path.join(data, "compiled");
const onWindows = process.platform === "win32";

describe("what is compiled of the program", () => {
  it("is kept in a folder of the data folder, and nowhere without one", () => {
    keep();
    keep();
    expect(kept).toEqual([folder(), folder()]);
    rmSync(data, { recursive: true });
    keep();
    expect(kept).toHaveLength(2);
  });

  it.skipIf(onWindows).each([0o720, 0o702, 0o777])(
    "is not taken from a folder that others can write to (%o)",
    (mode) => {
      mkdirSync(folder());
      chmodSync(folder(), mode);
      keep();
      expect(kept).toEqual([]);
      chmodSync(folder(), 0o755);
      keep();
      expect(kept).toEqual([folder()]);
    },
  );

  it.skipIf(onWindows)("is not taken from where a link leads", () => {
    mkdirSync(path.join(data, "other"));
    symlinkSync(path.join(data, "other"), folder());
    keep();
    expect(kept).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)("is not taken from a folder of another person", () => {
    mkdirSync(folder(), { mode: 0o700 });
    chownSync(folder(), 12_345, 12_345);
    keep();
    expect(kept).toEqual([]);
  });
});
