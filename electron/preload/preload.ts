import { ipcRenderer } from "electron";

/**
 * Hands the page of the application one message port and nothing else: no object is exposed, no channel forwarded.
 * The page's scripts have run when the document is parsed, so its listener is there before the port is asked for.
 */
const channel = "tramontane:port";

if (location.protocol === "tramontane:" && location.host === "app" && window.top === window) {
  ipcRenderer.on(channel, (event) => {
    const [port] = event.ports;
    if (port) window.postMessage({ type: "tramontane-port" }, location.origin, [port]);
  });
  window.addEventListener("DOMContentLoaded", () => ipcRenderer.send(channel), { once: true });
}
