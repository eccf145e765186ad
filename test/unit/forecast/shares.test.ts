import { describe, expect, it } from "vitest";
import { createShares } from "../../../electron/core/forecast/shares.ts";
import { standingClock } from "../store/library.ts";

describe("the time of calls", () => {
  it("is their own while nothing else runs", () => {
    const clock = standingClock();
    const call = createShares(clock).begin();
    clock.advance(100);
    expect(call.end(30, 50)).toEqual({ total: 100, tail: 30, middle: 50 });
  });

  it("is divided among those that run together, and adds up to the time in which any ran", () => {
    const clock = standingClock();
    const shares = createShares(clock);
    const first = shares.begin();
    clock.advance(100);
    const second = shares.begin();
    expect(shares.active).toBe(2);
    clock.advance(100);
    const ofFirst = first.end(100, 100);
    clock.advance(50);
    const ofSecond = second.end(100, 0);
    expect(ofFirst).toEqual({ total: 150, tail: 50, middle: 100 });
    expect(ofSecond).toEqual({ total: 100, tail: 75, middle: 0 });
    expect(ofFirst.total + ofSecond.total).toBe(250);
    clock.advance(1000);
    const later = shares.begin();
    clock.advance(10);
    expect(later.end(10, 0).total).toBe(10);
  });

  it("holds no stretch longer than the call", () => {
    const clock = standingClock();
    const call = createShares(clock).begin();
    clock.advance(20);
    expect(call.end(500, 500)).toEqual({ total: 20, tail: 20, middle: 0 });
  });
});
