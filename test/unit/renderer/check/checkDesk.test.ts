import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedClaim, GivenClaim } from "../../../../electron/contract/check.ts";
import { AppError } from "../../../../electron/contract/errors.ts";
import { type CheckDesk, createCheckDesk } from "../../../../renderer/features/check/checkDesk.ts";
import { attaching, type JobFeeds, type JobView } from "../../../../renderer/lib/jobs.ts";
import { aChecked, leaseId, letterId } from "./samples.ts";

/** What a check is started with. */
interface Asked {
  readonly documentIds: string[];
  readonly claims?: string[] | undefined;
  readonly useModel?: boolean | undefined;
}

/** An application whose jobs go on when the test says so. */
class Application implements JobFeeds {
  readonly started: Asked[] = [];
  readonly cancelled: string[] = [];
  refusal: AppError | null = null;
  private readonly jobs = new Map<string, { view: JobView; listeners: Set<() => void> }>();

  readonly api = {
    check: {
      /** A sentence a line. */
      claims: ({ text }: { text: string }): Promise<GivenClaim[]> =>
        Promise.resolve(
          [...text.matchAll(/[^\n]+/gu)].map(({ 0: line, index }) => ({
            text: line,
            start: index,
            end: index + line.length,
          })),
        ),
      start: ({ documentIds, claims, useModel }: Asked): Promise<{ jobId: string }> => {
        if (this.refusal) return Promise.reject(this.refusal);
        this.started.push({ documentIds, claims, useModel });
        return Promise.resolve({ jobId: `job ${String(this.started.length)}` });
      },
    },
    jobs: {
      cancel: ({ jobId }: { jobId: string }): Promise<void> => {
        this.cancelled.push(jobId);
        return Promise.resolve();
      },
    },
  };

  view = (jobId: string): JobView => this.jobs.get(jobId)?.view ?? attaching;

  subscribe = (jobId: string, listener: () => void): (() => void) => {
    const job = this.jobs.get(jobId) ?? { view: attaching, listeners: new Set() };
    this.jobs.set(jobId, job);
    job.listeners.add(listener);
    return () => job.listeners.delete(listener);
  };

  tell(jobId: string, claims: readonly CheckedClaim[], status: JobView["status"] = "running"): void {
    const job = this.jobs.get(jobId);
    if (!job) return;
    const items = claims.length === 0 ? [] : [{ kind: "checked" as const, claims: [...claims] }];
    job.view = { ...job.view, status, items: [...job.view.items, ...items] };
    for (const listener of job.listeners) listener();
  }
}

const lease = { id: leaseId, readMs: 3, updatedAt: 1 };

let app: Application;
let desk: CheckDesk;
const supports = () => desk.state.claims?.map(({ checked }) => checked?.support ?? null);

beforeEach(() => {
  app = new Application();
  desk = createCheckDesk(app.api, app);
  desk.setText("One.\nTwo.");
  desk.setDocuments([leaseId, letterId, leaseId]);
});

describe("a text on the desk", () => {
  it("has its sentences before their verdicts, and each verdict where its sentence stands", async () => {
    await desk.check([lease], false);
    expect(desk.state.phase).toBe("running");
    expect(app.started).toEqual([{ documentIds: [leaseId], claims: ["One.", "Two."], useModel: false }]);
    expect(supports()).toEqual([null, null]);
    app.tell("job 1", [aChecked("One.")]);
    expect(supports()).toEqual(["verified", null]);
    app.tell("job 1", [aChecked("Two.", { index: 1, support: "weak" })], "done");
    expect([desk.state.phase, supports()]).toEqual(["done", ["verified", "weak"]]);
    expect(desk.state.claims?.[1]?.checked).toMatchObject({ index: 1, start: 5, end: 9 });
  });

  it("has only those sentences checked again that are new", async () => {
    await desk.check([lease], false);
    app.tell("job 1", [aChecked("One."), aChecked("Two.", { index: 1, support: "weak" })], "done");
    desk.edit();
    desk.setText("Three.\nOne.\nThree.");
    await desk.check([lease], false);
    expect(app.started[1]?.claims).toEqual(["Three."]);
    expect(supports()).toEqual([null, "verified", null]);
    app.tell("job 2", [aChecked("Three.", { support: "unsupported" })], "done");
    expect(supports()).toEqual(["unsupported", "verified", "unsupported"]);
    expect(desk.state.claims?.[2]?.checked).toMatchObject({ index: 2, start: 12, end: 18 });

    desk.edit();
    await desk.check([lease], false);
    expect([app.started.length, desk.state.phase]).toEqual([2, "done"]);
  });

  it("is checked whole against documents that are others or were read again", async () => {
    await desk.check([lease], false);
    app.tell("job 1", [aChecked("One."), aChecked("Two.", { index: 1 })], "done");
    await desk.check([{ ...lease, readMs: 7 }], false);
    expect(app.started[1]?.claims).toEqual(["One.", "Two."]);
  });

  it("is checked whole where a model is asked that was not asked before", async () => {
    await desk.check([lease], false);
    app.tell("job 1", [aChecked("One."), aChecked("Two.", { index: 1, support: "weak" })], "done");
    await desk.check([lease], true);
    expect(app.started[1]).toEqual({ documentIds: [leaseId], claims: ["One.", "Two."], useModel: true });
  });

  it("keeps what was found when it is stopped, and goes on from there", async () => {
    await desk.check([lease], false);
    app.tell("job 1", [aChecked("One.")]);
    desk.stop();
    expect([desk.state.phase, app.cancelled, supports()]).toEqual(["stopped", ["job 1"], ["verified", null]]);
    app.tell("job 1", [aChecked("Two.", { index: 1 })]);
    expect(supports()).toEqual(["verified", null]);
    await desk.check([lease], false);
    expect(app.started[1]?.claims).toEqual(["Two."]);
  });

  it("stops its check where it is edited or held against other documents", async () => {
    await desk.check([lease], false);
    desk.setDocuments([letterId, leaseId]);
    expect([desk.state.phase, app.cancelled]).toEqual(["running", []]);
    desk.setDocuments([letterId]);
    expect([desk.state.phase, app.cancelled]).toEqual(["writing", ["job 1"]]);
    await desk.check([{ ...lease, id: letterId }], false);
    desk.edit();
    expect(app.cancelled).toEqual(["job 1", "job 2"]);
  });

  it("says why a check could not be started, and how one ended that failed", async () => {
    app.refusal = new AppError("DOCUMENT_NOT_READY");
    await desk.check([lease], false);
    expect([desk.state.phase, desk.state.problem?.code, supports()]).toEqual([
      "failed",
      "DOCUMENT_NOT_READY",
      [null, null],
    ]);
    app.refusal = null;
    await desk.check([lease], false);
    expect(desk.state.problem).toBeNull();
    app.tell("job 1", [aChecked("One.")], "failed");
    expect([desk.state.phase, supports()]).toEqual(["failed", ["verified", null]]);
  });

  it("asks nothing of a text without a sentence", async () => {
    desk.setText("");
    await desk.check([lease], false);
    expect([desk.state.phase, desk.state.claims, app.started]).toEqual(["done", [], []]);
  });
});
