import { type RefObject, useEffect, useRef } from "react";

/** ms after the end in which the last points still come in */
const settling = 1500;

/**
 * Holds the point that is being read in its place on the screen while others come in above it: after each change of the
 * content, before it is painted, its scrolling ancestor is moved by as much as the point was. At the very top nothing is
 * held, so that what comes in there is seen.
 */
export function useHeldPlace(isGrowing: boolean): RefObject<HTMLDivElement | null> {
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = content.current;
    const scroller = element?.closest<HTMLElement>("[role=region]");
    if (!isGrowing || !element || !scroller) return undefined;
    let held: { readonly point: Element; readonly top: number } | null = null;
    const look = () => {
      const { top } = scroller.getBoundingClientRect();
      const points = [...element.querySelectorAll("[data-point]")];
      const point = points.find((one) => one.checkVisibility() && one.getBoundingClientRect().top >= top);
      held = point ? { point, top: point.getBoundingClientRect().top } : null;
    };
    const hold = () => {
      // what was folded away meanwhile has no place any more
      if (held?.point.checkVisibility() && scroller.scrollTop > 0) {
        scroller.scrollBy({ top: held.point.getBoundingClientRect().top - held.top });
      }
      look();
    };
    const observer = new MutationObserver(hold);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    scroller.addEventListener("scroll", look, { passive: true });
    // this holds the place instead of the browser, which holds it by what stands at the top, such as a line that waits
    scroller.style.overflowAnchor = "none";
    look();
    return () => {
      setTimeout(() => {
        observer.disconnect();
        scroller.removeEventListener("scroll", look);
        scroller.style.overflowAnchor = "";
      }, settling);
    };
  }, [isGrowing]);
  return content;
}
