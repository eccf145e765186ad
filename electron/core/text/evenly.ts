/** At most so many, spread over the list. */
export function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, place) => list[Math.floor((place * list.length) / most)]).filter(
    (item) => item !== undefined,
  );
}
