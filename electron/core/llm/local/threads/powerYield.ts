import type { PowerState } from "../../../ports.ts";

/** Whether somebody waits for what is written, or it is made beside other work. */
export type WorkKind = "chat" | "background";

export interface PowerYield {
  /** threads at most, at least 1 */
  readonly most: number;
  readonly reason: "HOT" | "BATTERY" | "BATTERY_BACKGROUND";
}

/**
 * What inference leaves alone for the battery's or the heat's sake. An answer somebody waits for gives up a quarter of the
 * cores on battery, because being done sooner saves power too; background work gives up half. A computer that slows itself
 * down for heat gets half the work of either kind: more of it would only slow it further.
 * @returns null where nothing is to be left alone, or the platform does not tell
 */
export function threadCap(power: PowerState, cores: number, kind: WorkKind): PowerYield | null {
  const half = Math.max(1, Math.floor(cores / 2));
  if (power.isHot === true) return capped(half, cores, "HOT");
  if (power.onBattery !== true) return null;
  return kind === "background"
    ? capped(half, cores, "BATTERY_BACKGROUND")
    : capped(Math.ceil(cores * 0.75), cores, "BATTERY");
}

function capped(most: number, cores: number, reason: PowerYield["reason"]): PowerYield | null {
  return most < cores ? { most, reason } : null;
}
