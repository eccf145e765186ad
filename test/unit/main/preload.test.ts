import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const sent: string[] = [];
const ipcRenderer = Object.assign(new EventEmitter(), { send: (channel: string) => void sent.push(channel) });
const webUtils = { getPathForFile: (file: { path: string }) => file.path };
vi.mock("electron", () => ({ ipcRenderer, webUtils }));

/** A page at this address, as the preload sees it. */
function page(address: string, isTop = true) {
  const url = new URL(address);
  const events = new EventEmitter();
  const posted: { message: unknown; origin: string; ports: unknown[] }[] = [];
  const window = {
    top: null as unknown,
    addEventListener: (name: string, listener: (event: unknown) => void) => void events.once(name, listener),
    postMessage: (message: unknown, origin: string, ports: unknown[]) => void posted.push({ message, origin, ports }),
  };
  window.top = isTop ? window : {};
  vi.stubGlobal("window", window);
  vi.stubGlobal("location", { protocol: url.protocol, host: url.host, origin: `${url.protocol}//${url.host}` });
  return { events, posted };
}

beforeEach(() => {
  sent.length = 0;
  ipcRenderer.removeAllListeners();
  vi.resetModules();
});
afterEach(() => vi.unstubAllGlobals());

describe("the preload", () => {
  it("asks for a port when the page's scripts have run, and hands it to this origin only", async () => {
    const { events, posted } = page("tramontane://app/");
    await import("../../../electron/preload/preload.ts");
    expect(sent).toEqual([]);
    events.emit("DOMContentLoaded");
    expect(sent).toEqual(["tramontane:port"]);
    const port = {};
    ipcRenderer.emit("tramontane:port", { ports: [port] });
    expect(posted).toEqual([{ message: { type: "tramontane-port" }, origin: "tramontane://app", ports: [port] }]);
  });

  it("tells the page the paths of what is dropped on it", async () => {
    const { events, posted } = page("tramontane://app/");
    await import("../../../electron/preload/preload.ts");
    events.emit("drop", { dataTransfer: { files: [{ path: "/stick" }] } });
    const message = { type: "tramontane-dropped", paths: ["/stick"] };
    expect(posted).toEqual([{ message, origin: "tramontane://app", ports: undefined }]);
  });

  it.each([
    ["https://app/", true],
    ["tramontane://other/", true],
    ["tramontane://app/", false],
  ])("does nothing on %s (top frame: %s)", async (address, isTop) => {
    const { events, posted } = page(address, isTop);
    await import("../../../electron/preload/preload.ts");
    events.emit("DOMContentLoaded");
    events.emit("drop", { dataTransfer: { files: [{ path: "/stick" }] } });
    ipcRenderer.emit("tramontane:port", { ports: [{}] });
    expect(sent).toEqual([]);
    expect(posted).toEqual([]);
  });
});
