import { useCallback, useEffect, useRef, useState } from "react";

/** Pixels above the end that still count as being there: a wheel rarely stops at the very last one. */
const slack = 32;

export interface ScrollPlace {
  readonly scrollTop: number;
  readonly clientHeight: number;
  readonly scrollHeight: number;
}

export const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }: ScrollPlace) =>
  scrollHeight - scrollTop - clientHeight <= slack;

export interface FollowEnd {
  /** refs of what scrolls and of what grows in it; they may come and go */
  readonly scroller: (element: HTMLElement | null) => void;
  readonly content: (element: HTMLElement | null) => void;
  /** false while the reader looks at something above the end: then nothing moves by itself */
  readonly isFollowing: boolean;
  jump(): void;
}

/** Keeps a growing text at its end as long as the reader was there; one who scrolled up is left in peace. */
export function useFollowEnd(): FollowEnd {
  const [box, scroller] = useState<HTMLElement | null>(null);
  const [inner, content] = useState<HTMLElement | null>(null);
  const following = useRef(true);
  const [isFollowing, setIsFollowing] = useState(true);

  const follow = useCallback((value: boolean) => {
    following.current = value;
    setIsFollowing(value);
  }, []);

  useEffect(() => {
    if (!box || !inner) return undefined;
    const toEnd = () => box.scrollTo({ top: box.scrollHeight });
    let { scrollHeight } = box;
    const onScroll = () => {
      // what grew since the last look moved the end away, not the reader
      const hasGrown = box.scrollHeight !== scrollHeight;
      scrollHeight = box.scrollHeight;
      if (hasGrown && following.current) return;
      follow(isAtEnd(box));
    };
    // turning the wheel up leaves the end at once, before the growing text pulls back to it
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0 && box.scrollHeight > box.clientHeight) follow(false);
    };
    const observer = new ResizeObserver(() => {
      scrollHeight = box.scrollHeight;
      if (following.current) toEnd();
      else if (isAtEnd(box)) follow(true);
    });
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    box.addEventListener("wheel", onWheel, { passive: true });
    toEnd();
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", onScroll);
      box.removeEventListener("wheel", onWheel);
    };
  }, [box, inner, follow]);

  const jump = useCallback(() => {
    follow(true);
    box?.scrollTo({ top: box.scrollHeight });
  }, [box, follow]);
  return { scroller, content, isFollowing, jump };
}
