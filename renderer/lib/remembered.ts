import { useCallback, useState } from "react";
import type * as z from "zod";

/** A view's own choice (a zoom, a width), kept by this window between starts. What no longer fits the schema is the default. */
export function useRemembered<T>(name: string, schema: z.ZodType<T>, fallback: T): [T, (value: T) => void] {
  const key = `tramontane.${name}`;
  const [value, setValue] = useState<T>(() => {
    const stored = localStorage.getItem(key);
    if (stored === null) return fallback;
    const parsed = schema.safeParse(parseJson(stored));
    return parsed.success ? parsed.data : fallback;
  });
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      localStorage.setItem(key, JSON.stringify(next));
    },
    [key],
  );
  return [value, remember];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // written by another version: the schema refuses null, and the default is taken
    return null;
  }
}
