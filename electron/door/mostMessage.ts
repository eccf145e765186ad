/** Bytes of a message from somebody who is known, on both sides of the door: the largest file that comes in one, and what stands beside it. */
export const mostMessageBytes = 512 * 2 ** 20;

/** Bytes of a file that comes in one message. */
export const mostDoorFileBytes = mostMessageBytes - 12 * 2 ** 20;
