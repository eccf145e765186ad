import type { Fragment, TextGroup } from "./fragments.ts";
import { median } from "./readingOrder.ts";

/** A group of text beside the page's own: a stamp in the margin, a watermark. It is read, and makes no heading and no title. */
export interface PlacedGroup extends TextGroup {
  readonly isAside: boolean;
}

/** Share of the main text's letters below which text of another direction stands beside it. */
const little = 0.25;

/** The groups of a page, those beside its text last. */
export function partOverlays(groups: readonly TextGroup[]): PlacedGroup[] {
  const isUpright = ({ angle }: TextGroup) => angle % 90 === 0;
  const main = groups.find(isUpright);
  const placed = groups.flatMap((group): PlacedGroup[] => {
    const isSlanted = !isUpright(group) && main !== undefined;
    const isLittle = group !== groups[0] && lettersIn(group) < little * lettersIn(groups[0]);
    if (isSlanted || (isLittle && group !== main)) return [{ ...group, isAside: true }];
    const over = group.vertical ? new Set<Fragment>() : drawnOver(group.fragments);
    if (over.size === 0) return [{ ...group, isAside: false }];
    return [
      { ...group, fragments: group.fragments.filter((fragment) => !over.has(fragment)), isAside: false },
      { ...group, fragments: [...over], isAside: true },
    ];
  });
  return [...placed.filter(({ isAside }) => !isAside), ...placed.filter(({ isAside }) => isAside)];
}

function lettersIn(group: TextGroup | undefined): number {
  return group?.fragments.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
}

/** Large letters that lie over several lines of text. */
function drawnOver(fragments: readonly Fragment[]): Set<Fragment> {
  const size = median(fragments.map((fragment) => fragment.size));
  return new Set(
    fragments
      .filter((fragment) => fragment.size > 2.5 * size)
      .filter((large) => {
        const under = fragments.filter(
          ({ u0, u1, v, size: own }) =>
            own < 0.6 * large.size &&
            v > large.v - 0.7 * large.size &&
            v < large.v &&
            Math.min(u1, large.u1) - Math.max(u0, large.u0) > 0.3 * (u1 - u0),
        );
        return under.length > 1;
      }),
  );
}
