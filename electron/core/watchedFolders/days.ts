/** The day of a moment by the calendar of this computer: "2026-12-02". */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day begins and when the next one does, in milliseconds since 1970: 23 or 25 hours where clocks are changed. */
export function daysBetween(day: string): { readonly from: number; readonly to: number } {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return { from: new Date(year, month - 1, date).getTime(), to: new Date(year, month - 1, date + 1).getTime() };
}
