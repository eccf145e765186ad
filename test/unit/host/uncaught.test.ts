import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { whereOf } from "../../../electron/core/uncaughtInChild.ts";
import { createFileLogger } from "../../../electron/host/fileLogger.ts";
import { catchUncaught } from "../../../electron/host/uncaught.ts";
import { recordingLogger, temporaryFolder } from "../store/library.ts";

/** Hands an error to those who listen for what nobody caught, but for the test runner. */
function lose(thrown: unknown, before: readonly unknown[]): void {
  for (const listener of process.listeners("uncaughtException")) {
    if (!before.includes(listener)) listener(thrown as Error, "uncaughtException");
  }
}

it("what nobody caught is logged, and told once there is somebody to tell", () => {
  const before = process.listeners("uncaughtException");
  const logger = recordingLogger();
  using uncaught = catchUncaught(logger);
  lose(new AppError("DISK_FULL"), before);
  const told: string[] = [];
  uncaught.tellTo(({ code }) => told.push(code));
  expect(told).toEqual(["DISK_FULL"]);
  lose("a word", before);
  expect(told).toEqual(["DISK_FULL", "INTERNAL"]);
  expect(logger.lines).toHaveLength(2);
  uncaught[Symbol.dispose]();
  expect(process.listeners("uncaughtException")).toEqual(before);
});

it("a log that cannot be written ends nothing", () => {
  const before = process.listeners("uncaughtException");
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  using uncaught = catchUncaught({
    info() {},
    warn() {},
    error() {
      throw new Error("no log");
    },
  });
  const told: string[] = [];
  uncaught.tellTo(({ code }) => told.push(code));
  lose(new TypeError("x"), before);
  expect(told).toEqual(["INTERNAL"]);
  expect(stderr).toHaveBeenCalledOnce();
  stderr.mockRestore();
});

it.skipIf(process.platform !== "linux")("a log on a full disk ends nothing and says so once", () => {
  const data = temporaryFolder();
  mkdirSync(path.join(data, "logs"));
  symlinkSync("/dev/full", path.join(data, "logs", "test.log"));
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const logger = createFileLogger(data, "test");
  logger.error("one");
  logger.error("two");
  expect(stderr.mock.calls.map(([text]) => text)).toEqual(["The log cannot be written: ENOSPC\n"]);
  stderr.mockRestore();
});

it("an error is described by its kind and place, and not by its words", () => {
  const described = whereOf(new RangeError("The rent is 900 euros"));
  expect(described).toMatch(/^RangeError at .*uncaught\.test/u);
  expect(described).not.toContain("rent");
  expect(whereOf("The rent")).toBe("string");
});
