/**
 * Moves through points and citations of the room by keyboard. Points carry `data-point`, chips `data-chip`; what is
 * in view is what the document order says, so sections that grow need no list of their own.
 */
export function movePoint(room: HTMLElement, direction: 1 | -1): void {
  const points = shownIn(room, "[data-point]");
  const active = document.activeElement;
  const current = points.findIndex((point) => point === active || point.contains(active));
  const next = current === -1 ? firstInView(room, points) : points[current + direction];
  focusIn(next);
}

/** Steps from the open citation to the next or the one before, and returns the chip to open. */
export function stepCitation(room: HTMLElement, openId: string | null, direction: 1 | -1): HTMLElement | null {
  const chips = shownIn(room, "[data-chip]");
  const current = chips.findIndex((chip) => chip.dataset["chip"] === openId);
  const index = current === -1 ? (direction === 1 ? 0 : chips.length - 1) : current + direction;
  return chips[index] ?? null;
}

export function firstChipOf(point: Element | null): HTMLElement | null {
  return point?.querySelector<HTMLElement>("[data-chip]") ?? null;
}

export function focusIn(element: HTMLElement | undefined | null): void {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest" });
}

/** Without what is folded away. */
function shownIn(room: HTMLElement, selector: string): HTMLElement[] {
  return [...room.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
}

function firstInView(room: HTMLElement, points: readonly HTMLElement[]): HTMLElement | undefined {
  const top = room.getBoundingClientRect().top;
  return points.find((point) => point.getBoundingClientRect().top >= top) ?? points[0];
}
