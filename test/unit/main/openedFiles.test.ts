import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseWindowArguments } from "../../../electron/main/openedFiles.ts";

const here = path.resolve("/home/someone");

describe("the arguments of the window", () => {
  it("are files from the working folder, without the program and its switches", () => {
    const argv = ["/opt/Tramontane/tramontane", "--ozone-platform=wayland", "lease.pdf", "/tmp/report.docx"];
    expect(parseWindowArguments(argv, true, here).files).toEqual([
      path.join(here, "lease.pdf"),
      path.resolve("/tmp/report.docx"),
    ]);
  });

  it("do not count the application's folder in development", () => {
    expect(parseWindowArguments(["electron", ".", "lease.pdf"], false, here).files).toEqual([
      path.join(here, "lease.pdf"),
    ]);
  });

  it("take a file that begins with a dash after --", () => {
    expect(parseWindowArguments(["tramontane", "--", "-lease.pdf"], true, here).files).toEqual([
      path.join(here, "-lease.pdf"),
    ]);
  });

  it.each([["--data-dir", "data"], ["--data-dir=data"]])("name the data folder: %s", (...args) => {
    expect(parseWindowArguments(["tramontane", ...args], true, here)).toEqual({
      files: [],
      dataDir: path.join(here, "data"),
      summarizes: false,
      isQuick: false,
    });
  });
});
