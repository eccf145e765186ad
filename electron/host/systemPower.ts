import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Clock, PowerMonitor, PowerState } from "../core/ports.ts";

/**
 * Power and heat as Linux tells them under /sys/class, read every 10 seconds while somebody listens. Other systems tell plain
 * Node nothing.
 * @param folder in place of /sys/class
 */
export function createSystemPower(clock: Clock, folder = "/sys/class"): PowerMonitor {
  const listeners = new Set<() => void>();
  let state: PowerState = { onBattery: null, isHot: null };
  let timer: { clear(): void } | null = null;

  async function follow(): Promise<void> {
    const next = { onBattery: await readBattery(folder), isHot: await readHeat(folder) };
    const changed = next.onBattery !== state.onBattery || next.isHot !== state.isHot;
    state = next;
    if (listeners.size === 0) return;
    timer = clock.setTimeout(() => void follow(), EVERY_MS);
    if (changed) for (const listener of listeners) listener();
  }

  return {
    read: () => state,
    onChange(listener) {
      listeners.add(listener);
      if (listeners.size === 1) void follow();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        timer?.clear();
        timer = null;
      };
    },
  };
}

const EVERY_MS = 10_000;
/** Thousandths of a degree below the limit of a zone at which the machine counts as hot. */
const NEAR = 5000;

/** Null where there is neither a battery of the machine nor a mains adapter. */
async function readBattery(folder: string): Promise<boolean | null> {
  const supplies = await Promise.all(
    (await entries(path.join(folder, "power_supply"))).map(async (supply) => ({
      type: await text(supply, "type"),
      status: await text(supply, "status"),
      online: await text(supply, "online"),
      // A mouse or a headset has a battery too.
      scope: await text(supply, "scope"),
    })),
  );
  const own = supplies.filter(({ scope }) => scope !== "Device");
  if (own.some(({ type, online }) => type === "Mains" && online === "1")) return false;
  const batteries = own.filter(({ type }) => type === "Battery");
  if (batteries.length > 0) return batteries.some(({ status }) => status === "Discharging");
  return own.some(({ type }) => type === "Mains") ? true : null;
}

/**
 * Whether the kernel slows the processor for heat, or a zone is about to reach the temperature at which the machine would be
 * switched off. Null where there is nothing of the kind to read.
 */
async function readHeat(folder: string): Promise<boolean | null> {
  const found = await entries(path.join(folder, "thermal"));
  const signs = await Promise.all(
    found.map(async (entry) =>
      path.basename(entry).startsWith("cooling_device") ? await isSlowing(entry) : await isNearLimit(entry),
    ),
  );
  const told = signs.filter((sign) => sign !== null);
  return told.length === 0 ? null : told.some(Boolean);
}

async function isSlowing(device: string): Promise<boolean | null> {
  const type = await text(device, "type");
  if (type === null || !/^(Processor|cpufreq|thermal-cpufreq)/u.test(type)) return null;
  const level = await number(device, "cur_state");
  return level === null ? null : level > 0;
}

async function isNearLimit(zone: string): Promise<boolean | null> {
  const temperature = await number(zone, "temp");
  if (temperature === null) return null;
  const trips = (await names(zone)).filter((name) => /^trip_point_\d+_type$/u.test(name));
  const limits = await Promise.all(
    trips.map(async (name) => {
      const kind = await text(zone, name);
      return kind === "critical" || kind === "hot" ? await number(zone, name.replace(/_type$/u, "_temp")) : null;
    }),
  );
  // Zones without a real limit give zero or less.
  const real = limits.filter((limit) => limit !== null && limit > 0);
  return real.length === 0 ? null : real.some((limit) => temperature >= (limit ?? Infinity) - NEAR);
}

async function entries(folder: string): Promise<string[]> {
  return (await names(folder)).map((name) => path.join(folder, name));
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Not on this machine.
    return [];
  }
}

async function text(folder: string, name: string): Promise<string | null> {
  try {
    return (await readFile(path.join(folder, name), "utf8")).trim();
  } catch {
    // Drivers leave files out, and answer with an error while a sensor sleeps.
    return null;
  }
}

async function number(folder: string, name: string): Promise<number | null> {
  const value = Number.parseInt((await text(folder, name)) ?? "", 10);
  return Number.isNaN(value) ? null : value;
}
