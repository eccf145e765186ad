import type { ProcessSpawner } from "../../electron/core/ports.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";

/** Starts real processes and counts those that have not ended. */
export function countingSpawner(): ProcessSpawner & {
  readonly alive: number;
  readonly started: number;
  /** most at a time */
  readonly most: number;
} {
  const spawner = createNodeSpawner();
  let alive = 0;
  let started = 0;
  let most = 0;
  return {
    spawn(entry, options) {
      const child = spawner.spawn(entry, options);
      alive += 1;
      started += 1;
      most = Math.max(most, alive);
      child.onExit(() => (alive -= 1));
      return child;
    },
    get alive() {
      return alive;
    },
    get started() {
      return started;
    },
    get most() {
      return most;
    },
  };
}
