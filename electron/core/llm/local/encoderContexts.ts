/** More would take memory that the computer's owner sees, for a gain that nobody does. */
const mostContexts = 4;

/**
 * How the threads of an encoder on the processor are shared out: the threads of each of its contexts, which read one text each at
 * the same time. Threads that read one text together wait for each other hundreds of times in it, and where another program takes
 * one of them from its core all wait for that one: on a busy processor two contexts of one thread read several times as much as
 * one context of two. A context needs a libuv worker of its own.
 */
export function encoderContexts(threads: number): readonly number[] {
  const count = Math.max(1, Math.min(threads, mostContexts));
  const each = Math.max(1, Math.floor(threads / count));
  const rest = Math.max(0, threads - each * count);
  return Array.from({ length: count }, (_, index) => each + (index < rest ? 1 : 0));
}
