/** A time in the unit that suits it. */
export interface RoughTime {
  /** seconds: less than a minute, as good as now */
  readonly unit: "seconds" | "minutes" | "hours";
  /** of the unit, for a sentence: whole ones and at least one, of hours below five halves */
  readonly count: number;
  /** of the unit, for a figure: hours in tenths */
  readonly figure: number;
}

/** How a time is told that nobody needs to the second: in seconds below 45, in minutes below 90, then in hours. */
export function roughTime(seconds: number): RoughTime {
  const unit = seconds < 45 ? "seconds" : seconds < 90 * 60 ? "minutes" : "hours";
  const value = seconds / { seconds: 1, minutes: 60, hours: 3600 }[unit];
  if (unit === "hours") {
    const count = value < 5 ? Math.round(value * 2) / 2 : Math.round(value);
    return { unit, count, figure: Math.round(value * 10) / 10 };
  }
  const count = Math.max(1, Math.round(value));
  return { unit, count, figure: count };
}
