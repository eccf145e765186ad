import process from "node:process";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { openWindow } from "./openWindow.ts";
import { serverClient, type ServerDoor } from "./serverProcess.ts";

/** A window in a thread of its own: what it reads of long lists keeps nobody waiting whose calls are measured. One question at a time. */
export interface WindowThread {
  /** milliseconds of its calls since the last asking, by call */
  answers(): Promise<Answers>;
  /** Whether the collection holds these files, all of them read and with their line. @throws where any was not taken */
  isFull(paths: Iterable<string>): Promise<boolean>;
  close(): Promise<void>;
}

/** Milliseconds from a call to its answer, by call. */
export type Answers = ReadonlyMap<string, readonly number[]>;

interface Shown {
  readonly door: ServerDoor;
  readonly collectionId: string;
}

type Question = "answers" | { readonly paths: readonly string[] };
type Told<T> = { readonly told: T } | { readonly problem: string };

/** Shows a collection that follows a folder. */
export function openWindowThread(shown: Shown): WindowThread {
  const worker = new Worker(import.meta.filename, { workerData: shown, execArgv: process.execArgv });
  const ask = <T>(question: Question): Promise<T> =>
    new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.once("message", (answer: Told<T>) => {
        worker.off("error", reject);
        if ("told" in answer) resolve(answer.told);
        else reject(new Error(answer.problem));
      });
      worker.postMessage(question);
    });
  return {
    answers: () => ask("answers"),
    isFull: (paths) => ask({ paths: [...paths] }),
    close: async () => void (await worker.terminate()),
  };
}

function showWindow(port: NonNullable<typeof parentPort>, { door, collectionId }: Shown): void {
  const client = serverClient(door);
  let answers = new Map<string, number[]>();
  let failed: Error | null = null;
  const window = openWindow(client, {
    isFollowed: true,
    onAnswer: (call, ms) => void answers.set(call, [...(answers.get(call) ?? []), ms]),
    onProblem: (problem) => (failed ??= problem),
  });
  window.show(collectionId);
  port.on("message", (question: Question) => {
    answer(question).then(
      (told) => port.postMessage({ told }),
      (thrown: unknown) => port.postMessage({ problem: String(thrown) }),
    );
  });

  async function answer(question: Question): Promise<Answers | boolean> {
    if (failed) throw failed;
    if (question === "answers") {
      const told = answers;
      answers = new Map();
      return told;
    }
    const { members, skipped } = await client.collections.get({ id: collectionId });
    if (skipped.length > 0) throw new Error(`${skipped.length} files were not taken.`);
    const isRead = members.every(({ document, line }) => document.status === "ready" && line !== null);
    const paths = members.map((member) => member.path);
    return isRead && paths.toSorted().join("\n") === question.paths.toSorted().join("\n");
  }
}

if (parentPort !== null) showWindow(parentPort, workerData as Shown);
