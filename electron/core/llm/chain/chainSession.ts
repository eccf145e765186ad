import { AppError, toAppError } from "../../../contract/errors.ts";
import type { Clock, Logger } from "../../ports.ts";
import {
  type ChainMember,
  type ChatTurn,
  type GenerateHandlers,
  type GenerateRequest,
  type GenerateResult,
  type LanguageModel,
  modelOfRecipe,
  type ModelSession,
  type ModelUse,
  type OpenOptions,
  type Tool,
} from "../languageModel.ts";
import { type ChainLimits, createCallLimit } from "./callLimit.ts";
import { isAccident, isLasting, isOfQuestion, maySwitch, type MemberStanding, type Standings } from "./standings.ts";

export interface ChainDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly standings: Standings;
  /** the usual ones where they are left out */
  readonly limits?: ChainLimits;
}

/** A member as a session of the chain uses it. */
interface Seat {
  readonly model: LanguageModel;
  readonly level: number;
  readonly standing: MemberStanding;
  /** open and not in use */
  readonly idle: OpenSeat[];
  /** the newest that was opened, for what it says of itself; null before the first */
  newest: ModelSession | null;
  /** answers that are being written */
  readonly writing: Set<Writing>;
  /** tokens of the answers that wait for it, by the order in which they were asked for */
  readonly queued: Map<number, number>;
}

interface OpenSeat {
  readonly session: ModelSession;
  /** Ends what is asked of it. */
  readonly stop: AbortController;
}

/** An answer that is expected to have so many tokens, and when it was begun. */
interface Writing {
  readonly tokens: number;
  readonly since: number;
}

/** An answer that is asked for: the how manieth, and the tokens that it is expected to have. */
interface Asked {
  readonly order: number;
  readonly tokens: number;
}

/** A call to a member while it runs. */
interface Running {
  readonly session: ModelSession;
  /** The answer grew. False: another model was asked meanwhile, and what still comes is nobody's. */
  grew(): boolean;
}

/** What an answer that is asked for came to until now. */
interface Failures {
  /** by whom it cannot be given */
  readonly failedAt: ReadonlySet<Seat>;
  /** how often by whom */
  readonly failures: ReadonlyMap<Seat, number>;
}

interface Choice {
  /** who is to be asked; null: all rest */
  readonly seat: Seat | null;
  /** it has as much on hand as it does at a time */
  readonly isBusy: boolean;
  /** milliseconds until it is to be looked again: until one comes back where all rest, or the one that is busy should be done; null: none is left */
  readonly againMs: number | null;
}

/** @throws what opening the first member throws, where none can be opened */
export async function openChain(
  levels: readonly (readonly ChainMember[])[],
  use: ModelUse,
  options: OpenOptions,
  deps: ChainDeps & { readonly limits: ChainLimits },
): Promise<ModelSession> {
  const { clock, logger, limits } = deps;
  const { signal } = options;
  const seats = levels.flatMap((level, index) =>
    level.map(({ model }): Seat => {
      const standing = deps.standings.of(model.id);
      return { model, level: index, standing, idle: [], newest: null, writing: new Set(), queued: new Map() };
    }),
  );
  const waiting = new Set<() => void>();
  const opened = new Set<OpenSeat>();
  const answers = { asked: 0, count: 0, tokens: 0 };
  let lastProblem: AppError | null = null;
  let isClosed = false;
  /** what is planned was counted by it, and fits it */
  let counter = await openFirst();
  const contextTokens = smallestContext();

  return {
    contextTokens,
    get parallelism() {
      return parallelism();
    },
    get continuous() {
      const asked = askedNow();
      return asked.length > 1 || (asked[0]?.newest?.continuous ?? false);
    },
    get thinks() {
      return seats.some(({ newest }) => newest?.thinks === true);
    },
    get memoryBytes() {
      return seats[0]?.newest?.memoryBytes ?? null;
    },
    countTexts: (texts) => count(lengthOf(texts), (session) => session.countTexts(texts)),
    countTurns: (turns, tools = []) =>
      count(charactersOf(turns) + charactersOfTools(tools), (session) => session.countTurns(turns, tools)),
    generate: (request, handlers = {}) => generate(request, handlers),
    ...decideOf(seats[0]),
    async [Symbol.asyncDispose]() {
      isClosed = true;
      wakeAll();
      await Promise.all([...opened].map(close));
    },
  };

  /** Opens what is asked first: all of the first level of which any can be opened. */
  async function openFirst(): Promise<Seat> {
    let problem: AppError | null = null;
    const rested = seats.filter(({ standing }) => standing.restsMs() === 0);
    // Where all rest they are tried all the same: who opens it wants to know.
    const tried = rested.length > 0 ? rested : seats;
    for (const level of levels.keys()) {
      const ofLevel = tried.filter((seat) => seat.level === level);
      const results = await Promise.allSettled(
        ofLevel.map(async (seat) => {
          await run(seat, Infinity, async () => {});
          return seat;
        }),
      );
      for (const result of results) if (result.status === "rejected") problem ??= toAppError(result.reason);
      if (signal.aborted || (problem && !maySwitch(problem))) break;
      const open = results.find((result) => result.status === "fulfilled");
      if (open) return open.value;
    }
    await Promise.all([...opened].map(close));
    throw signal.aborted ? new AppError("CANCELLED") : (problem ?? new AppError("NO_MODEL"));
  }

  /** Those that are asked at this moment: of the first level of which any does not rest. */
  function askedNow(): Seat[] {
    const rested = seats.filter(({ standing }) => standing.restsMs() === 0);
    return rested.filter(({ level }) => level === rested[0]?.level);
  }

  function parallelism(): number {
    const asked = askedNow();
    const slowest = Math.min(...asked.flatMap(({ standing }) => standing.speed ?? []));
    // A quicker one has its next calls on hand before a slower one comes to the end of its own.
    const share = ({ standing: { speed } }: Seat): number =>
      asked.length > 1 && speed !== null ? Math.min(mostOnHand, Math.ceil(speed / slowest)) : 1;
    return Math.max(
      1,
      asked.reduce((sum, seat) => sum + widthOf(seat) * share(seat), 0),
    );
  }

  /** A smaller one would have to be told less, should it stand in. */
  function smallestContext(): number {
    const known = seats.map(({ model, newest }) => {
      const { contextTokens: open, contextRange } = model.standing();
      return newest?.contextTokens ?? open ?? contextRange.most;
    });
    return Math.min(...known.filter((tokens) => tokens > 0));
  }

  /** Of the first alone: what is known of its probabilities holds for no other. */
  function decideOf(head: Seat | undefined): Pick<ModelSession, "decide"> {
    if (!head?.model.capabilities.decide) return {};
    return {
      decide: (request) =>
        run(
          head,
          charactersOf(request.turns),
          ({ session }) => session.decide?.(request) ?? Promise.reject(new AppError("GENERATION_FAILED")),
        ),
    };
  }

  async function generate(request: GenerateRequest, handlers: GenerateHandlers): Promise<GenerateResult> {
    const failedAt = new Set<Seat>();
    const crashed = new Set<Seat>();
    const failures = new Map<Seat, number>();
    let failsSince: number | null = null;
    const tokens = Math.min(
      request.maxTokens,
      answers.count > 0 ? Math.ceil(answers.tokens / answers.count) : request.maxTokens,
    );
    const order = (answers.asked += 1);
    let isShown = false;
    let restsSince: number | null = null;
    for (;;) {
      throwIfEnded();
      const { seat, againMs, isBusy } = choose({ order, tokens }, { failedAt, failures });
      if (seat && isBusy) {
        seat.queued.set(order, tokens);
        await untilWoken(againMs);
        seat.queued.delete(order);
        continue;
      }
      if (!seat) {
        restsSince ??= clock.monotonic();
        const isTooLong = againMs === null || clock.monotonic() - restsSince + againMs > limits.back;
        if (isTooLong) throw lastProblem ?? new AppError("NO_MODEL");
        await untilWoken(againMs);
        continue;
      }
      const writing = { tokens, since: clock.monotonic() };
      seat.writing.add(writing);
      try {
        const result = await run(
          seat,
          charactersOf(request.turns),
          async (running) => {
            await mustFit(seat, running.session, request);
            const by = modelOfRecipe(seat.model);
            let isNamed = false;
            const show = <T>(tell: ((told: T) => void) | undefined, told: T): void => {
              if (!running.grew() || !tell) return;
              isShown = true;
              if (!isNamed) handlers.onWriter?.(by);
              isNamed = true;
              tell(told);
            };
            return await running.session.generate(request, {
              onText: (text) => show(handlers.onText?.bind(handlers), text),
              onThought: (text) => show(handlers.onThought?.bind(handlers), text),
              onToolCallPiece: (piece) => show(handlers.onToolCallPiece?.bind(handlers), piece),
              onLogprobs: (tokens) => show(handlers.onLogprobs?.bind(handlers), tokens),
              onHidden: () => void (running.grew() && handlers.onHidden?.()),
              ...(handlers.onRestart && { onRestart: () => void (running.grew() && handlers.onRestart?.()) }),
            });
          },
          ({ completionTokens }) => completionTokens,
        );
        answers.count += 1;
        answers.tokens += result.completionTokens;
        return { ...result, by: modelOfRecipe(seat.model) };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (signal.aborted || isClosed || !maySwitch(error)) throw error;
        lastProblem = error;
        const mayComeAgain = isAccident(error) && !crashed.has(seat);
        if (mayComeAgain) crashed.add(seat);
        else if (isAccident(error) || isOfQuestion(error) || isLasting(error)) failedAt.add(seat);
        logger.warn("A model failed that others can stand in for", { model: seat.model.name, code: error.code });
        failures.set(seat, (failures.get(seat) ?? 0) + 1);
        failsSince ??= clock.monotonic();
        // Those that take longer to fail than to rest would be asked in turns for good.
        const isHopeless = seats.every((each) => failedAt.has(each) || (failures.get(each) ?? 0) > 1);
        if (isHopeless && clock.monotonic() - failsSince > limits.back) throw error;
        if (!isShown) continue;
        isShown = false;
        if (handlers.onRestart) handlers.onRestart();
        // Who was shown the beginning goes on from there.
        else
          throw mayComeAgain || !choose({ order, tokens }, { failedAt, failures }).seat
            ? error
            : new AppError("MODEL_CHANGED");
      } finally {
        seat.writing.delete(writing);
        wakeAll();
      }
    }
  }

  /** Who would have such an answer first, of those that failed to give it least often; where it has too much on hand it is waited for. */
  function choose(asked: Asked, { failedAt, failures }: Failures): Choice {
    const left = seats.filter((seat) => !failedAt.has(seat));
    const rested = left.filter(({ standing }) => standing.restsMs() === 0);
    const level = rested.filter((seat) => seat.level === rested[0]?.level);
    const quickest = Math.max(...level.map(({ standing }) => standing.speed ?? 0)) || 1;
    const [first] = level
      .map((seat) => ({ seat, ...msUntilEnd(seat, asked, quickest), failed: failures.get(seat) ?? 0 }))
      .toSorted((a, b) => a.failed - b.failed || a.ms - b.ms || a.seat.writing.size - b.seat.writing.size);
    if (!first) {
      const coming = left.filter(({ standing }) => !(standing.problem && isLasting(standing.problem)));
      const backMs = Math.min(...coming.map(({ standing }) => standing.restsMs()));
      return { seat: null, isBusy: false, againMs: coming.length > 0 ? backMs : null };
    }
    const { seat, beforeMs } = first;
    const isBusy = seat.writing.size + queuedBefore(seat, asked).length >= widthOf(seat);
    return { seat, isBusy, againMs: Math.max(leastLook, beforeMs) };
  }

  /** @param quickest tokens a second of one that was not measured yet */
  function msUntilEnd(seat: Seat, asked: Asked, quickest: number): { readonly ms: number; readonly beforeMs: number } {
    const msPerToken = 1000 / (seat.standing.speed ?? quickest);
    const now = clock.monotonic();
    // Nobody knows of one that is late when it ends: as late as it is it may become again.
    const left = [...seat.writing].map((each) => Math.abs(each.tokens * msPerToken - (now - each.since)));
    const onHand = [...left, ...queuedBefore(seat, asked).map((tokens) => tokens * msPerToken)];
    const width = widthOf(seat);
    const beforeMs = onHand.length < width ? 0 : onHand.reduce((sum, ms) => sum + ms, 0) / width;
    return { ms: beforeMs + asked.tokens * msPerToken, beforeMs };
  }

  /** What was counted by another model may be too long for this one. @throws CONTEXT_TOO_SMALL */
  async function mustFit(seat: Seat, session: ModelSession, request: GenerateRequest): Promise<void> {
    const { turns, maxTokens, tools = [] } = request;
    if (seat === counter) return;
    const contextSize = session.contextTokens;
    // No text of some length has more tokens than characters.
    if (charactersOf(turns) + charactersOfTools(tools) + maxTokens <= contextSize) return;
    const promptTokens = await session.countTurns(turns, tools);
    if (promptTokens + maxTokens > contextSize) {
      throw new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens, contextSize } });
    }
  }

  async function count<T>(characters: number, call: (session: ModelSession) => Promise<T>): Promise<T> {
    const others = seats.filter((seat) => seat !== counter);
    const inOrder = [counter, ...others].toSorted((a, b) => a.standing.restsMs() - b.standing.restsMs());
    let problem: AppError | null = null;
    for (const seat of inOrder) {
      try {
        const counted = await run(seat, characters, ({ session }) => call(session));
        counter = seat;
        return counted;
      } catch (thrown) {
        problem = toAppError(thrown);
        if (signal.aborted || isClosed || !maySwitch(problem)) throw problem;
      }
    }
    throw problem ?? new AppError("NO_MODEL");
  }

  /**
   * Makes a call to a member within its time, and learns from it how that one does.
   * @param characters that are to be read; Infinity where that is not known
   * @param tokensOf those that were written
   */
  async function run<T>(
    seat: Seat,
    characters: number,
    call: (running: Running) => Promise<T>,
    tokensOf: (result: T) => number = () => 0,
  ): Promise<T> {
    const known = seat.standing.begin(characters);
    const limit = createCallLimit(clock, limits, { ...seat, characters });
    let open: OpenSeat | null = null;
    try {
      open = seat.idle.pop() ?? null;
      const result = await limit.within(async (stop) => {
        open ??= await openSeat(seat, stop);
        const { session } = open;
        return await call({ session, grew: () => limit.grew() && (known.started(), true) });
      }, open?.stop);
      known.done(tokensOf(result));
      giveBack(seat, open);
      return result;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (open) await close(open);
      const isItsOwn = !signal.aborted && maySwitch(error) && !isOfQuestion(error) && !isAccident(error);
      if (isItsOwn) {
        known.failed(error);
        // What was open before may be of a server that is gone.
        await Promise.all(seat.idle.splice(0).map(close));
      } else known.dropped();
      throw error;
    } finally {
      limit.end();
    }
  }

  async function openSeat(seat: Seat, stop: AbortController): Promise<OpenSeat> {
    const session = await seat.model.open(use, { ...options, signal: AbortSignal.any([signal, stop.signal]) });
    const open = { session, stop };
    if (isClosed || stop.signal.aborted) {
      await session[Symbol.asyncDispose]();
      throw new AppError("CANCELLED");
    }
    opened.add(open);
    seat.newest = session;
    return open;
  }

  function giveBack(seat: Seat, open: OpenSeat | null): void {
    if (open && opened.has(open)) seat.idle.push(open);
  }

  async function close(open: OpenSeat): Promise<void> {
    if (!opened.delete(open)) return;
    open.stop.abort();
    try {
      await open.session[Symbol.asyncDispose]();
    } catch (thrown) {
      logger.warn("A session of a model was not closed", { code: toAppError(thrown).code });
    }
  }

  function throwIfEnded(): void {
    if (signal.aborted || isClosed) throw new AppError("CANCELLED");
  }

  function wakeAll(): void {
    for (const wake of waiting) wake();
  }

  /** Resolves when a call has ended, after so many milliseconds, or when the signal aborts. */
  function untilWoken(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? null : clock.setTimeout(done, Math.max(1, ms));
      function done(): void {
        timer?.clear();
        signal.removeEventListener("abort", done);
        waiting.delete(done);
        resolve();
      }
      signal.addEventListener("abort", done, { once: true });
      waiting.add(done);
    });
  }
}

/** Tokens of the answers that wait for it longer. */
function queuedBefore({ queued }: Seat, { order }: Asked): number[] {
  return [...queued].flatMap(([other, tokens]) => (other < order ? [tokens] : []));
}

function charactersOf(turns: readonly ChatTurn[]): number {
  return lengthOf(
    turns.flatMap(({ text, toolCalls = [], toolResults = [] }) => [
      text,
      ...toolCalls.map((call) => call.arguments),
      ...toolResults.map((result) => result.text),
    ]),
  );
}

function charactersOfTools(tools: readonly Tool[]): number {
  return tools.length === 0 ? 0 : JSON.stringify(tools).length;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Milliseconds after which it is looked again, at least, whether another would have an answer first. */
const leastLook = 250;

/** Calls that one member may have on hand for each that it answers at a time. */
const mostOnHand = 4;

function widthOf({ newest }: Seat): number {
  return Math.max(1, newest?.parallelism ?? 1);
}
