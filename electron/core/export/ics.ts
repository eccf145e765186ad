/** Events before they are iCalendar. */
export interface Calendar {
  readonly name: string;
  /** milliseconds since 1970 */
  readonly madeAt: number;
  readonly events: readonly CalendarEvent[];
}

/** An event of whole days. */
export interface CalendarEvent {
  /** the same however often it is saved, so that a calendar changes it rather than having it twice */
  readonly uid: string;
  /** the first day, ISO 8601 */
  readonly start: string;
  /** the day after the last */
  readonly end: string;
  readonly summary: string;
  readonly description: string;
  readonly isTentative: boolean;
}

/** The calendar as iCalendar (RFC 5545). */
export function toIcs({ name, madeAt, events }: Calendar): string {
  const stamp = new Date(madeAt).toISOString().replaceAll(/[-:]|\.\d+/gu, "");
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Tramontane//Tramontane//EN",
    "CALSCALE:GREGORIAN",
    `X-WR-CALNAME:${text(name)}`,
    ...events.flatMap((event) => [
      "BEGIN:VEVENT",
      `UID:${text(event.uid)}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${event.start.replaceAll("-", "")}`,
      `DTEND;VALUE=DATE:${event.end.replaceAll("-", "")}`,
      `SUMMARY:${text(event.summary)}`,
      ...(event.description === "" ? [] : [`DESCRIPTION:${text(event.description)}`]),
      `STATUS:${event.isTentative ? "TENTATIVE" : "CONFIRMED"}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** RFC 5545, 3.3.11 */
function text(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/\r\n?/gu, "\n")
    .replaceAll(/[^\P{Cc}\t\n]/gu, " ")
    .replaceAll(/[\\;,]/gu, (sign) => `\\${sign}`)
    .replaceAll("\n", "\\n");
}

/** Lines of at most 75 octets, no character cut (RFC 5545, 3.1). */
function folded(line: string): string {
  let out = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      out += "\r\n ";
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}
