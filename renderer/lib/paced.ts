/** How much longer than its last run took it rests before the next. */
const restShare = 3;

/**
 * Runs work again whenever it is asked for, but one run at a time and, where that takes long, only a quarter of the time: who asks
 * meanwhile is served by one more run after it.
 * @param run never rejects
 */
export function createPaced(run: () => Promise<unknown>): () => void {
  let isBusy = false;
  let isDue = false;

  function ask(): void {
    if (isBusy) {
      isDue = true;
      return;
    }
    isBusy = true;
    isDue = false;
    const begun = performance.now();
    void run().then(() => {
      setTimeout(
        () => {
          isBusy = false;
          if (isDue) ask();
        },
        (performance.now() - begun) * restShare,
      );
    });
  }

  return ask;
}
