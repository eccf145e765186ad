import { describe, expect, it } from "vitest";
import { CALM_MS, followLoad, type SpareCores } from "../../../electron/core/llm/local/threads/spareCores.ts";

describe("followLoad", () => {
  it.each([
    { cores: 4, others: 0, spare: 4 },
    { cores: 4, others: 0.4, spare: 4 },
    { cores: 4, others: 0.8, spare: 3 },
    { cores: 4, others: 1, spare: 3 },
    { cores: 4, others: 1.33, spare: 3 },
    { cores: 4, others: 1.67, spare: 2 },
    { cores: 4, others: 4, spare: 1 },
    { cores: 2, others: 0.67, spare: 1 },
    { cores: 1, others: 1, spare: 1 },
    { cores: 8, others: 5, spare: 3 },
  ])("starts with what is free: $others of $cores cores taken leave $spare", ({ cores, others, spare }) => {
    expect(followLoad(null, { cores, othersBusy: others, from: 0, at: 0 }).spare).toBe(spare);
  });

  it("goes down with the first sample and up only after some calm", () => {
    const load = follow(4, 0);
    load.see(1);
    expect(load.state.spare).toBe(3);
    load.see(0);
    load.see(0);
    expect(load.state.spare).toBe(3);
    load.see(0);
    expect(load.state.spare).toBe(4);
    expect(load.at - 1500).toBeLessThanOrEqual(CALM_MS);
  });

  it("needs no second sample where one covered the calm", () => {
    const load = follow(4, 3);
    load.see(0, 2000);
    expect(load.state.spare).toBe(4);
  });

  it("forgets the calm as soon as a core is taken again", () => {
    const load = follow(4, 1);
    for (const others of [0, 0, 0.9, 0, 0]) load.see(others);
    expect(load.state.spare).toBe(3);
  });

  it("takes no more than was free all through the calm", () => {
    const load = follow(8, 6);
    for (const others of [0, 3, 1]) load.see(others);
    expect(load.state.spare).toBe(5);
  });

  it("leaves a core alone that is neither free nor busy", () => {
    const load = follow(4, 1);
    for (let i = 0; i < 20; i++) load.see(0.25);
    expect(load.state.spare).toBe(3);
    const used = follow(4, 0);
    for (let i = 0; i < 20; i++) used.see(0.25);
    expect(used.state.spare).toBe(4);
  });

  it("waits longer each time a step up was taken back, and forgives after a while", () => {
    const load = follow(4, 1);
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      const began = load.at;
      while (load.state.spare < 4) load.see(0);
      waits.push(load.at - began);
      load.see(1);
    }
    expect(waits).toEqual([1500, 3000, 6000, 11_500]);
    while (load.state.spare < 4) load.see(0);
    for (let i = 0; i < 80; i++) load.see(0);
    load.see(1);
    const began = load.at;
    while (load.state.spare < 4) load.see(0);
    expect(load.at - began).toBe(1500);
  });

  it("calls a core disputed that is used for a part of the time", () => {
    const at = (others: number): boolean => {
      const load = follow(4, others);
      for (let i = 0; i < 3; i++) load.see(others);
      return load.state.isDisputed;
    };
    expect([0, 0.6, 1, 1.6, 2].map(at)).toEqual([false, true, false, true, false]);
  });

  /** Samples of half a second, unless said. */
  function follow(cores: number, others: number) {
    let state: SpareCores = followLoad(null, { cores, othersBusy: others, from: 0, at: 0 });
    let at = 0;
    return {
      get state() {
        return state;
      },
      get at() {
        return at;
      },
      see(othersBusy: number, ms = 500) {
        state = followLoad(state, { cores, othersBusy, from: at, at: at + ms });
        at += ms;
      },
    };
  }
});
