import type { Notice } from "../contract/app.ts";
import type { Problem } from "../contract/errors.ts";
import type { Changes } from "./changes.ts";
import type { IdSource } from "./ports.ts";

/** What happened and must be told to whoever uses the application, until they put it away. */
export interface Notices {
  /** oldest first */
  list(): readonly Notice[];
  /** Tells of a problem. One that is still shown is not told twice. */
  tell(problem: Problem): void;
  /** Puts a notice away; one that is gone already, as from another window, stays so. */
  dismiss(id: string): void;
}

/** Most notices kept at once: something that fails again and again must not fill the window. */
const mostNotices = 20;

/** @param first what happened while the library was opened */
export function createNotices(
  { ids, changed }: { ids: IdSource; changed: Changes["changed"] },
  first: readonly Problem[],
): Notices {
  let notices: readonly Notice[] = first.map((problem) => ({ ...problem, id: ids.next() }));
  return {
    list: () => notices,
    tell(problem) {
      if (notices.some((notice) => isSame(notice, problem))) return;
      notices = [...notices, { ...problem, id: ids.next() }].slice(-mostNotices);
      changed("notices", null);
    },
    dismiss(id) {
      const kept = notices.filter((notice) => notice.id !== id);
      if (kept.length === notices.length) return;
      notices = kept;
      changed("notices", null);
    },
  };
}

function isSame(notice: Problem, problem: Problem): boolean {
  return notice.code === problem.code && JSON.stringify(notice.data) === JSON.stringify(problem.data);
}
