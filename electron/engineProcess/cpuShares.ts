import process from "node:process";

/** Shares the processor time of the process out among the calls that run: those side by side get equal parts. */
export interface CpuShares {
  /** @returns ends the call and tells its share, in milliseconds */
  begin(): () => number;
}

/** @param read milliseconds of processor time so far */
export function createCpuShares(read: () => number = ownCpuMs): CpuShares {
  const open = new Set<{ ms: number }>();
  let last = read();

  function shareOut(): void {
    const now = read();
    for (const call of open) call.ms += (now - last) / open.size;
    last = now;
  }

  return {
    begin() {
      shareOut();
      const own = { ms: 0 };
      open.add(own);
      return () => {
        shareOut();
        open.delete(own);
        return own.ms;
      };
    },
  };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
