import { AppError } from "../../contract/errors.ts";

/**
 * A small file may name one long text many times, or repeat a row a million times; what that comes to is held to the same limit as
 * what the file unpacks to.
 * @returns takes the characters that are about to be made; throws READ_INFLATED_LIMIT once they are over `limitMb` × 2^20
 */
export function limitUnfolding(limitMb: number): (characters: number) => void {
  let sum = 0;
  return (characters) => {
    sum += characters;
    if (sum > limitMb * 2 ** 20) throw new AppError("READ_INFLATED_LIMIT", { data: { limitMb } });
  };
}
