import { ipcRenderer, webUtils } from "electron";

/**
 * Hands the page of the application one message port and, of what a person drops on it, the paths: a bundle is read where it lies.
 * Nothing else: no object is exposed, no channel forwarded.
 * The page's scripts have run when the document is parsed, so its listener is there before the port is asked for.
 */
const channel = "tramontane:port";

if (location.protocol === "tramontane:" && location.host === "app" && window.top === window) {
  ipcRenderer.on(channel, (event) => {
    const [port] = event.ports;
    if (port) window.postMessage({ type: "tramontane-port" }, location.origin, [port]);
  });
  // Before the page sees the drop.
  window.addEventListener(
    "drop",
    (event) => {
      const paths = [...(event.dataTransfer?.files ?? [])].map((file) => webUtils.getPathForFile(file));
      window.postMessage({ type: "tramontane-dropped", paths }, location.origin);
    },
    { capture: true },
  );
  window.addEventListener("DOMContentLoaded", () => ipcRenderer.send(channel), { once: true });
}
