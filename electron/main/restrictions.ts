import type { Session, WebContents } from "./electronApi.ts";
import { isOwnPage } from "./origin.ts";

/** The one thing a page may do beyond drawing itself: put text it shows on the clipboard, at a click. */
const allowedPermission = "clipboard-sanitized-write";

const ownSchemes = /^(tramontane:\/\/app\/|blob:tramontane:\/\/app\/|data:|devtools:)/u;

/**
 * Refuses every permission, device, screen capture and request to another address, and keeps the spell checker from fetching
 * dictionaries. `refused` is told of each such request.
 */
export function restrictSession(session: Session, refused: (address: string, method: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permission === allowedPermission && isOwnPage(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => permission === allowedPermission && isOwnPage(requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  // A page can ask for nothing but what the application serves, whatever its policy says.
  session.webRequest.onBeforeRequest(({ url, method }, answer) => {
    const cancel = !ownSchemes.test(url);
    answer({ cancel });
    if (cancel) refused(url, method);
  });
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerDictionaryDownloadURL("tramontane://app/no-dictionaries/");
  // Originals are shown in the window and exported by the page from memory; nothing of another address is saved.
  session.on("will-download", (event, item) => {
    const address = item.getURL();
    if (!isOwnPage(address) && !address.startsWith("blob:tramontane://app/")) event.preventDefault();
  });
}

/**
 * Keeps a page where it is: no navigation away, no frame, no window, no webview. A link of http, https or mailto
 * goes to `openLink`, which asks first.
 */
export function restrictContents(contents: WebContents, openLink: (address: string) => void): void {
  contents.on("will-navigate", (event) => {
    if (isOwnPage(event.url)) return;
    event.preventDefault();
    openLink(event.url);
  });
  contents.on("will-frame-navigate", (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: "deny" };
  });
}
