import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { groundAnswer } from "../../../electron/core/chat/groundAnswer.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { documentId, openLibrary } from "../store/library.ts";
import { addDocument } from "./chatRoom.ts";

interface Recorded {
  readonly documents: readonly { readonly title: string; readonly language: string; readonly sentences: string[] }[];
  readonly answers: readonly {
    readonly documents: readonly number[];
    readonly question: string;
    readonly answer: string;
    /** of each statement its verdict and the beginnings of its quotes */
    readonly statements: readonly { readonly support: string; readonly quotes: readonly string[] }[];
    readonly denies?: boolean;
  }[];
}

/** What a released model answered in this application, by hand looked at. */
const { documents, answers } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../../fixtures/chatAnswers/questions-qwen.json"), "utf8"),
) as Recorded;

it.each(answers)("to “$question” is held against its documents", async (recorded) => {
  const { store } = openLibrary();
  const asked = recorded.documents.map((index) => {
    const { title, language, sentences = [] } = documents[index] ?? {};
    return addDocument(store, [sentences.map((sentence) => [sentence])], {
      id: documentId("abcd"[index] ?? "e"),
      title: title ?? "",
      language: language ?? "und",
    });
  });
  const grounded = await groundAnswer(
    { store, textWorker: directTextWorker },
    recorded.answer,
    { question: recorded.question, documents: asked },
    new AbortController().signal,
  );
  expect(grounded.denies).toBe(recorded.denies ?? false);
  expect(
    grounded.statements.map(({ support, citations }) => ({
      support,
      quotes: citations.map((at) => grounded.citations[at]?.quote),
    })),
  ).toEqual(recorded.statements);
});
