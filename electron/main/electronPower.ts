import type { PowerMonitor as ElectronPowerMonitor } from "electron";
import type { PowerMonitor } from "../core/ports.ts";

/** Below this share of its full speed, in percent, a processor counts as slowed down for heat. */
const SLOWED = 80;

/** Power and heat as Electron tells them on macOS and Windows. */
export function createElectronPower(
  monitor: Pick<ElectronPowerMonitor, "isOnBatteryPower" | "getCurrentThermalState" | "on" | "off">,
  platform: NodeJS.Platform,
): PowerMonitor {
  let speedLimit = 100;
  return {
    read() {
      // Only macOS knows a thermal state; the speed limit is told on Windows too.
      const thermal = platform === "darwin" ? monitor.getCurrentThermalState() : "unknown";
      const isHot = thermal === "serious" || thermal === "critical" || speedLimit < SLOWED;
      return { onBattery: monitor.isOnBatteryPower(), isHot };
    },
    onChange(listener) {
      const onSpeed = ({ limit }: { readonly limit: number }): void => {
        speedLimit = limit;
        listener();
      };
      monitor.on("on-ac", listener);
      monitor.on("on-battery", listener);
      monitor.on("thermal-state-change", listener);
      monitor.on("speed-limit-change", onSpeed);
      return () => {
        monitor.off("on-ac", listener);
        monitor.off("on-battery", listener);
        monitor.off("thermal-state-change", listener);
        monitor.off("speed-limit-change", onSpeed);
      };
    },
  };
}
