import type { OfflineLock } from "../../contract/connections.ts";
import { AppError } from "../../contract/errors.ts";

/** While it is closed nothing but this computer is connected to, and no foreign program is started. */
export interface Lock {
  state(): OfflineLock;
  /** @throws OFFLINE_LOCKED where whoever administers this computer keeps it closed and it is to be opened */
  set(isLocked: boolean): void;
  /** Looks whether it was closed since, and tells whoever listens. */
  look(): void;
  /** Calls when it closes. @returns ends it */
  onClose(listener: () => void): () => void;
}

export function createLock(deps: {
  /** whoever administers this computer keeps it closed */
  isForced: boolean;
  read: () => boolean;
  write: (isLocked: boolean) => void;
}): Lock {
  const { isForced } = deps;
  const listeners = new Set<() => void>();
  let wasLocked = isForced || deps.read();
  const lock: Lock = {
    state: () => ({ isLocked: isForced || deps.read(), isForced }),
    set(isLocked) {
      if (isForced && !isLocked) throw new AppError("OFFLINE_LOCKED", { data: { reason: "FORCED" } });
      deps.write(isLocked);
      lock.look();
    },
    look() {
      const { isLocked } = lock.state();
      const isClosing = isLocked && !wasLocked;
      wasLocked = isLocked;
      if (isClosing) for (const listener of listeners) listener();
    },
    onClose(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return lock;
}
