/** Where the page keeps what a person wrote and did not send: between starts, or while it is open where the library is encrypted. */
let storage: Storage = localStorage;

export function contentStorage(): Storage {
  return storage;
}

/** From now on nothing of it rests on the disk, and what did is deleted. @param isOurs by the key */
export function keepContentInMemory(isOurs: (key: string) => boolean): void {
  if (storage !== localStorage) return;
  for (const key of keysOf(localStorage)) if (isOurs(key)) localStorage.removeItem(key);
  storage = memoryStorage();
}

export function keysOf(of: Storage): string[] {
  return Array.from({ length: of.length }, (_, index) => of.key(index)).filter((key) => key !== null);
}

function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (index) => [...kept.keys()][index] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, value),
  };
}
