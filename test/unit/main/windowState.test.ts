import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createWindowStateFile, placeWindow, type WindowState } from "../../../electron/main/windowState.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const state: WindowState = { x: 100, y: 80, width: 1100, height: 800, maximized: false, fullScreen: false };
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

describe("the place of the window", () => {
  it("is the kept one while it can be seen", () => {
    expect(placeWindow(state, [screen])).toEqual({ x: 100, y: 80, width: 1100, height: 800 });
  });

  it.each([
    ["its screen is gone", { ...state, x: 3000 }],
    ["its title bar is above the screen", { ...state, y: -400 }],
    ["hardly any of it is on the screen", { ...state, x: -1050 }],
  ])("is chosen by the system where %s", (_why, lost) => {
    expect(placeWindow(lost, [screen])).toEqual({ width: 1100, height: 800 });
  });

  it("is never smaller than the interface is laid out for", () => {
    expect(placeWindow({ ...state, width: 200, height: 100 }, [screen])).toMatchObject({ width: 900, height: 600 });
  });

  it("comes back as it was written", () => {
    const file = createWindowStateFile(temporaryFolder(), quiet);
    expect(file.read()).toBeNull();
    file.write({ ...state, maximized: true });
    expect(file.read()).toEqual({ ...state, maximized: true });
  });

  it("is forgotten where the note is damaged", () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "window.json"), '{"x": 1');
    expect(createWindowStateFile(folder, quiet).read()).toBeNull();
    writeFileSync(path.join(folder, "window.json"), '{"x": "left"}');
    expect(createWindowStateFile(folder, quiet).read()).toBeNull();
  });
});
