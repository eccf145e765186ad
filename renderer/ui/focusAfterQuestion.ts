/**
 * Call it while a question has the focus: what it gives moves the focus to an element once the question has let go of it. A question
 * gives the focus back to what opened it, in the frame after it went; where that is gone by then, it takes whatever comes next.
 */
export function focusAfterQuestion(element: HTMLElement): () => void {
  const question = document.activeElement?.closest("[role=alertdialog]") ?? null;
  const focus = () =>
    void requestAnimationFrame(() => {
      if (question?.isConnected) focus();
      else requestAnimationFrame(() => requestAnimationFrame(() => element.focus({ preventScroll: true })));
    });
  return focus;
}
