import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

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
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** false while the reader looks at something above the end: then nothing moves by itself */
  readonly isFollowing: boolean;
  jump(): void;
}

/** Keeps a growing text at its end as long as the reader was there; one who scrolled up is left in peace. */
export function useFollowEnd(): FollowEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [isFollowing, setIsFollowing] = useState(true);

  const follow = useCallback((value: boolean) => {
    following.current = value;
    setIsFollowing(value);
  }, []);
  const toEnd = useCallback(() => {
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return undefined;
    let height = box.scrollHeight;
    const onScroll = () => {
      // growth alone moves nothing, and must not be taken for the reader's scrolling
      if (box.scrollHeight !== height && following.current) return;
      follow(isAtEnd(box));
    };
    // turning the wheel up leaves the end at once, before the growing text pulls back to it
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0 && box.scrollHeight > box.clientHeight) follow(false);
    };
    const observer = new ResizeObserver(() => {
      height = box.scrollHeight;
      if (following.current) toEnd();
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
  }, [follow, toEnd]);

  const jump = useCallback(() => {
    follow(true);
    toEnd();
  }, [follow, toEnd]);
  return { scroller, content, isFollowing, jump };
}
