import { AppError } from "../../../electron/contract/errors.ts";
import { type HubFault, openFaultyHub, sha256 } from "../../helpers/faultyHub.ts";
import { type openStand, someModel } from "./stand.ts";
import { randomNumbers } from "../../helpers/random.ts";

export interface FaultyRun {
  /** what was fetched is byte for byte what the hub has */
  readonly isRight: boolean;
  readonly isAccepted: boolean;
  /** bytes that came in, of those that a client without fault needs: each once, and those again that a fault made useless */
  readonly served: number;
  readonly needed: number;
  readonly told: string;
}

/** What is not a fault once but always: what is fetched must not be accepted. */
const lasting = ["none", "none", "none", "none", "none", "bit", "length"] as const;

/**
 * A download of some hundred KB with faults of all kinds, pauses, and processes that end, as the seed has it. Whoever waits for it goes
 * on whenever it has failed.
 */
export async function faultyDownload(stand: ReturnType<typeof openStand>, seed: number): Promise<FaultyRun> {
  const random = randomNumbers(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const parts = random() < 0.2 ? 2 : 1;
  const repo = `tests/Tiny-${seed}-GGUF`;
  const names = Array.from({ length: parts }, (_, index) =>
    parts === 1 ? "Tiny-Q4_K_M.gguf" : `Tiny-Q4_K_M-0000${index + 1}-of-0000${parts}.gguf`,
  );
  const files = Object.fromEntries(
    names.map((name, index) => [name, { bytes: someModel(100_000 + below(300_000), seed * 10 + index) }]),
  );
  const always = pick(lasting);
  const some = (): HubFault =>
    pick<() => HubFault>([
      () => ({ kind: "cut", at: below(10) / 10 }),
      () => ({ kind: "cut", at: below(10) / 10 }),
      () => ({ kind: "cut", at: below(10) / 10 }),
      () => ({ kind: "whole", at: below(12) / 10 }),
      () => ({ kind: "416" }),
      () => ({ kind: "expired", status: pick([401, 403, 404, 410] as const) }),
      () => ({ kind: "busy", status: pick([429, 500, 503] as const), retryAfter: String(below(20)) }),
      () => ({ kind: "trickle", at: below(10) / 10 }),
      () => ({ kind: "length", by: pick([-5000, 5000]) }),
      () => ({ kind: "bit", at: random() }),
      () => ({ kind: "page" }),
      () => ({ kind: "shifted" }),
      () => ({ kind: "other" }),
    ])();
  const faults = Array.from({ length: 1 + below(8) }, some).filter(
    ({ kind }) => always === "none" || !["whole", "bit", "length"].includes(kind),
  );
  if (always !== "none") {
    const fault: HubFault = always === "bit" ? { kind: "bit", at: random() } : { kind: "length", by: -3000 };
    faults.push(...Array.from({ length: 400 }, () => fault));
  }
  await using hub = await openFaultyHub({ repo, files, faults, isDirect: random() < 0.3 });
  stand.setAddress(hub.address);
  const plan = `${always} ${faults
    .slice(0, 12)
    .map(({ kind }) => kind)
    .join(" ")}`;
  const readBefore = stand.read();
  const { id } = await stand.start({ repo });
  const story: string[] = [];
  for (let round = 0; round < (always === "none" ? 12 : 3); round += 1) {
    const action = pick(["wait", "wait", "pause", "reopen", "swap"] as const);
    if (action !== "wait" && round < 4) {
      await stand.until(id, ({ state, received }) => received > 0 || state === "done" || state === "failed");
      if (action === "pause") await stand.downloads.pause(id);
      if (action === "reopen") await stand.reopen();
      if (action === "swap" && always === "none" && stand.find(id).state !== "done") {
        await stand.downloads.pause(id);
        const { received, state } = stand.find(id);
        const [first = ""] = names;
        if (state !== "done" && random() < 0.5) {
          // Another file under the name, at the same commit or at a new one.
          files[first] = { bytes: someModel(100_000 + below(300_000), seed * 10 + 7) };
          hub.files[first] = files[first];
          hub.forgive(received);
          if (random() < 0.5) {
            hub.commit = sha256(Buffer.from(`${seed}-${round}`)).slice(0, 40);
            await stand.start({ repo });
          }
        }
      }
      story.push(action);
    }
    const { state } = stand.find(id);
    if (state === "paused" || state === "failed" || state === "waiting") await stand.downloads.resume(id);
    const ended = await stand.ended(id);
    story.push(`${ended.state}${ended.problem ? `:${ended.problem.code}` : ""}`);
    if (ended.state === "done") break;
  }
  const last = stand.find(id);
  const whole = Buffer.concat(names.map((name) => hub.files[name]?.bytes ?? Buffer.alloc(0)));
  const isAccepted = last.state === "done";
  const isRight = isAccepted && last.modelId === sha256(whole) && stand.bytesOf(last.modelId).equals(whole);
  if (!isAccepted && last.problem === null) throw new AppError("INTERNAL");
  await stand.downloads.cancel(id);
  return {
    isRight,
    isAccepted,
    served: stand.read() - readBefore,
    needed: whole.length + hub.lost(),
    told: `seed ${seed}: ${plan} | ${story.join(" ")}`,
  };
}
