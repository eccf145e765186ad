import { EventEmitter } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createSystemPower } from "../../../electron/host/systemPower.ts";
import { createElectronPower } from "../../../electron/main/electronPower.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { createFakeClock } from "../engine/fakeClock.ts";

/** The files are real, and the machine may be busy. */
const patience = { timeout: 20_000 };

type Files = Record<string, Record<string, string>>;

const mains = { type: "Mains", online: "1" };
const battery = { type: "Battery", status: "Discharging" };
const zone = (temp: string) => ({
  type: "x86_pkg_temp",
  temp,
  trip_point_0_type: "passive",
  trip_point_0_temp: "60000",
  trip_point_1_type: "critical",
  trip_point_1_temp: "100000",
});

describe("power on Linux", () => {
  it.each<{ name: string; files: Files; onBattery: boolean | null; isHot: boolean | null }>([
    { name: "a machine that tells nothing", files: {}, onBattery: null, isHot: null },
    {
      name: "a desktop with a mouse",
      files: supply({ mouse: { ...battery, scope: "Device" } }),
      onBattery: null,
      isHot: null,
    },
    {
      name: "a laptop on its battery",
      files: supply({ AC: { ...mains, online: "0" }, BAT0: battery }),
      onBattery: true,
      isHot: null,
    },
    {
      name: "a laptop at the mains",
      files: supply({ AC: mains, BAT0: { ...battery, status: "Charging" } }),
      onBattery: false,
      isHot: null,
    },
    {
      name: "one whose full battery drains at the mains",
      files: supply({ AC: mains, BAT0: battery }),
      onBattery: false,
      isHot: null,
    },
    {
      name: "a tablet charged over USB",
      files: supply({ BAT0: { ...battery, status: "Charging" } }),
      onBattery: false,
      isHot: null,
    },
    { name: "a cool zone", files: thermal({ thermal_zone0: zone("70000\n") }), onBattery: null, isHot: false },
    { name: "a zone near its limit", files: thermal({ thermal_zone0: zone("96000\n") }), onBattery: null, isHot: true },
    {
      name: "a zone without a limit",
      files: thermal({ thermal_zone0: { type: "acpitz", temp: "99000" } }),
      onBattery: null,
      isHot: null,
    },
    {
      name: "a limit of nothing",
      files: thermal({ thermal_zone0: { ...zone("20000"), trip_point_1_temp: "-274000" } }),
      onBattery: null,
      isHot: null,
    },
    {
      name: "a sensor that does not answer",
      files: thermal({ thermal_zone0: zone("") }),
      onBattery: null,
      isHot: null,
    },
    {
      name: "a processor that is slowed",
      files: thermal({ cooling_device0: { type: "Processor", cur_state: "3" } }),
      onBattery: null,
      isHot: true,
    },
    {
      name: "a processor that is not",
      files: thermal({ cooling_device0: { type: "Processor", cur_state: "0" } }),
      onBattery: null,
      isHot: false,
    },
    {
      name: "a fan at work",
      files: thermal({ cooling_device0: { type: "Fan", cur_state: "3" } }),
      onBattery: null,
      isHot: null,
    },
  ])("reads $name", async ({ files, onBattery, isHot }) => {
    const folder = temporaryFolder();
    write(folder, { "power_supply/.keep": {}, ...files });
    const told = await firstState(folder);
    expect(told).toEqual({ onBattery, isHot });
  });

  it("tells of a change, and reads no more when nobody listens", async () => {
    const folder = temporaryFolder();
    write(folder, supply({ AC: mains, BAT0: battery }));
    const clock = createFakeClock();
    const power = createSystemPower(clock, folder);
    const changed = vi.fn<() => void>();
    const stop = power.onChange(changed);
    await vi.waitFor(() => expect(power.read().onBattery).toBe(false), patience);
    write(folder, supply({ AC: { ...mains, online: "0" } }));
    clock.advance(10_000);
    await vi.waitFor(() => expect(power.read()).toEqual({ onBattery: true, isHot: null }), patience);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    expect(clock.waiting).toBe(0);
  });

  function supply(entries: Files): Files {
    return Object.fromEntries(Object.entries(entries).map(([name, files]) => [`power_supply/${name}`, files]));
  }

  function thermal(entries: Files): Files {
    return Object.fromEntries(Object.entries(entries).map(([name, files]) => [`thermal/${name}`, files]));
  }

  function write(folder: string, entries: Files): void {
    for (const [name, files] of Object.entries(entries)) {
      mkdirSync(path.join(folder, name), { recursive: true });
      for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, name, file), content);
    }
  }

  async function firstState(folder: string) {
    const clock = createFakeClock();
    const power = createSystemPower(clock, folder);
    const stop = power.onChange(() => {});
    // The next reading is planned when the first is done.
    await vi.waitFor(() => expect(clock.waiting).toBe(1), patience);
    stop();
    return power.read();
  }
});

describe("power in the window", () => {
  function createMonitor() {
    const events = new EventEmitter();
    const monitor = {
      onBattery: false,
      thermal: "nominal" as "nominal" | "serious",
      isOnBatteryPower: () => monitor.onBattery,
      getCurrentThermalState: () => monitor.thermal,
      on: events.on.bind(events),
      off: events.off.bind(events),
    };
    return { events, monitor };
  }

  it("passes on what Electron tells", () => {
    const { events, monitor } = createMonitor();
    const power = createElectronPower(monitor as never, "darwin");
    const changed = vi.fn<() => void>();
    const stop = power.onChange(changed);
    expect(power.read()).toEqual({ onBattery: false, isHot: false });
    monitor.onBattery = true;
    events.emit("on-battery");
    expect(power.read().onBattery).toBe(true);
    monitor.thermal = "serious";
    events.emit("thermal-state-change");
    expect(power.read().isHot).toBe(true);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    expect(events.eventNames()).toEqual([]);
  });

  it("takes a speed limit for heat, on Windows too", () => {
    const { events, monitor } = createMonitor();
    const power = createElectronPower(monitor as never, "win32");
    const stop = power.onChange(() => {});
    monitor.thermal = "serious";
    expect(power.read().isHot).toBe(false);
    events.emit("speed-limit-change", { limit: 60 });
    expect(power.read().isHot).toBe(true);
    events.emit("speed-limit-change", { limit: 100 });
    expect(power.read().isHot).toBe(false);
    stop();
  });
});
