import { describe, expect, it } from "vitest";
import { restrictContents, restrictSession } from "../../../electron/main/restrictions.ts";
import type { Session, WebContents } from "../../../electron/main/electronApi.ts";
import { StandInContents, StandInEvent, StandInSession } from "../../helpers/electronStandIn.ts";

const permissions = [
  "media",
  "geolocation",
  "notifications",
  "midi",
  "pointerLock",
  "fullscreen",
  "openExternal",
  "clipboard-read",
  "display-capture",
  "fileSystem",
  "hid",
  "serial",
  "usb",
  "unknown",
];

function restrictedSession() {
  const session = new StandInSession();
  const refused: string[] = [];
  restrictSession(session as unknown as Session, (address, method) => refused.push(`${method} ${address}`));
  const request = (permission: string, requestingUrl: string) => {
    let granted: boolean | null = null;
    const handler = session.requestHandler as unknown as (
      contents: null,
      permission: string,
      answer: (granted: boolean) => void,
      details: { requestingUrl: string },
    ) => void;
    handler(null, permission, (answer) => (granted = answer), { requestingUrl });
    return granted;
  };
  const check = (permission: string, origin: string) =>
    (session.checkHandler as unknown as (contents: null, permission: string, origin: string) => boolean)(
      null,
      permission,
      origin,
    );
  return { session, request, check, refused };
}

describe("a page's permissions", () => {
  it.each(permissions)("%s is refused, asked for or checked, to the application's own page too", (permission) => {
    const { request, check } = restrictedSession();
    expect(request(permission, "tramontane://app/")).toBe(false);
    expect(check(permission, "tramontane://app/")).toBe(false);
  });

  it("text may be put on the clipboard by the application's own page only", () => {
    const { request, check } = restrictedSession();
    expect(request("clipboard-sanitized-write", "tramontane://app/#/document/1")).toBe(true);
    expect(check("clipboard-sanitized-write", "tramontane://app")).toBe(true);
    expect(request("clipboard-sanitized-write", "https://example.org/")).toBe(false);
    expect(check("clipboard-sanitized-write", "tramontane://app.example.org")).toBe(false);
  });

  it("devices and screens are refused", () => {
    const { session } = restrictedSession();
    expect(session.deviceHandler?.()).toBe(false);
    let streams: unknown = null;
    session.displayHandler?.({}, (answer) => (streams = answer));
    expect(streams).toEqual({});
  });

  it("the spell checker, which would fetch dictionaries, is off", () => {
    expect(restrictedSession().session.spellChecker).toBe(false);
  });
});

describe("a page's requests", () => {
  it.each([
    ["https://example.org/picture.png", true],
    ["http://127.0.0.1:8080/", true],
    ["file:///etc/passwd", true],
    ["ws://example.org/", true],
    ["tramontane://other/", true],
    ["tramontane://app/index.html", false],
    ["blob:tramontane://app/1b9d", false],
    ["blob:https://example.org/1b9d", true],
    ["data:image/png;base64,AA==", false],
  ])("%s: cancelled is %s", (url, cancelled) => {
    let verdict: { cancel: boolean } | null = null;
    const { session, refused } = restrictedSession();
    session.beforeRequest?.({ url, method: "GET" }, (answer) => (verdict = answer));
    expect(verdict).toEqual({ cancel: cancelled });
    expect(refused).toEqual(cancelled ? [`GET ${url}`] : []);
  });

  it("nothing of another address is saved to the disk", () => {
    const { session } = restrictedSession();
    const download = (url: string) => {
      const event = new StandInEvent();
      session.events.emit("will-download", event, { getURL: () => url });
      return event.defaultPrevented;
    };
    expect(download("https://example.org/setup.exe")).toBe(true);
    expect(download("blob:tramontane://app/1b9d")).toBe(false);
  });
});

describe("a page's ways out", () => {
  function restricted() {
    const contents = new StandInContents();
    const links: string[] = [];
    restrictContents(contents as unknown as WebContents, (address) => links.push(address));
    const send = (name: string, fields: Record<string, unknown> = {}) => {
      const event = new StandInEvent(fields);
      contents.emit(name, event);
      return event.defaultPrevented;
    };
    return { contents, links, send };
  }

  it.each([
    "https://example.org/",
    "file:///etc/passwd",
    "tramontane://app@evil/",
    "tramontane://other/",
    "data:text/html,x",
  ])("navigation to %s is blocked and becomes a question", (url) => {
    const { send, links } = restricted();
    expect(send("will-navigate", { url })).toBe(true);
    expect(links).toEqual([url]);
    expect(send("will-frame-navigate", { url, isMainFrame: true })).toBe(true);
  });

  it("the application's own page may load again", () => {
    const { send, links } = restricted();
    expect(send("will-navigate", { url: "tramontane://app/#/settings" })).toBe(false);
    expect(send("will-frame-navigate", { url: "tramontane://app/", isMainFrame: true })).toBe(false);
    expect(links).toEqual([]);
  });

  it("frames, redirects and webviews are blocked", () => {
    const { send } = restricted();
    expect(send("will-frame-navigate", { url: "tramontane://app/", isMainFrame: false })).toBe(true);
    expect(send("will-redirect", { url: "tramontane://app/" })).toBe(true);
    expect(send("will-attach-webview")).toBe(true);
  });

  it("a new window is denied and its address becomes a question", () => {
    const { contents, links } = restricted();
    expect(contents.openHandler?.({ url: "https://example.org/" })).toEqual({ action: "deny" });
    expect(links).toEqual(["https://example.org/"]);
  });
});
