import { roughTime } from "../words/roughTime.ts";
import { words } from "./words.ts";

/** "12 s", "6 min", "1.5 h" */
export function duration(seconds: number): string {
  const { unit, figure } = roughTime(seconds);
  return words.t(`cli:time.${unit}`, { value: figure });
}
