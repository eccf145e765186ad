/** Runs what it is given one after another, in the order of the calls, whatever becomes of those before. */
export type Turns = <T>(run: () => T | Promise<T>) => Promise<T>;

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const turn = last.then(run);
    last = turn.catch(() => {});
    return turn;
  };
}
