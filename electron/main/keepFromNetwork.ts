import type { App } from "electron";

/** What Chromium would ask the network for by itself: names of its features. */
const features = [
  "AutofillServerCommunication",
  "CertificateTransparencyComponentUpdater",
  "DnsOverHttps",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "OptimizationGuideModelDownloading",
  "Reporting",
  "NetworkErrorLogging",
  "Translate",
];

/**
 * Keeps Chromium itself from the network, whatever a session allows: no name and no address is found, no proxy is asked, and nothing is
 * fetched in the background. The window needs nothing but the application's own scheme. Must be called before Electron is ready.
 */
export function keepFromNetwork(commandLine: Pick<App["commandLine"], "appendSwitch">): void {
  commandLine.appendSwitch("host-resolver-rules", "MAP * ~NOTFOUND");
  // A proxy would look names up by itself.
  commandLine.appendSwitch("no-proxy-server");
  commandLine.appendSwitch("disable-features", features.join(","));
  commandLine.appendSwitch("force-webrtc-ip-handling-policy", "disable_non_proxied_udp");
  for (const name of [
    "disable-background-networking",
    "disable-component-update",
    "disable-domain-reliability",
    "dns-prefetch-disable",
    "no-pings",
  ]) {
    commandLine.appendSwitch(name);
  }
}
