import { useEffect, useState } from "react";

/** A value once it has been the same for so many milliseconds, so that not every step on the way to it is worked on. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
