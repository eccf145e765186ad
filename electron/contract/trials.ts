import * as z from "zod";
import { calibrationSchema } from "./calibration.ts";

/**
 * Of what trials ask and how they judge it. A trial of another version is shown until the model is tried again, and nothing is chosen
 * by it.
 */
export const trialVersion = 1;

const share = z.number().min(0).max(1);

/** What a model was found to be good for on this computer: some minutes of work of which the right answers are known. */
export const trialSchema = z.object({
  version: z.number().int(),
  /** milliseconds since 1970 at its end */
  at: z.number(),
  /** milliseconds it took, without loading */
  ms: z.number(),
  /** whether the model is asked in the way it was taught */
  prompt: z.object({
    /** answers to the documents and to questions about them */
    answers: z.number().int(),
    /** of those, share that the model ended by itself */
    ended: share,
    /** share in the language of the document */
    inLanguage: share,
    /** share without the marks of a template, or of who speaks, in the text */
    clean: share,
  }),
  /** share of the answers that went round in circles and were cut off */
  loops: share,
  /** of the sentences it wrote about documents, those that the check verifies; null where it wrote none */
  verified: z.object({ sentences: z.number().int(), share: share.nullable() }),
  /** key facts of the documents that its summaries say: how many there are, share by weight, share of those that matter most */
  facts: z.object({ count: z.number().int(), share, most: share }),
  /** short questions about the documents, and how many were answered right */
  questions: z.object({ asked: z.number().int(), right: z.number().int() }),
  /** whether its word counts where statements are checked; null where it cannot be asked */
  calibration: calibrationSchema.nullable(),
  /** tokens a second of prompts that are read and of answers that are written, one at a time; null where nothing was measured */
  speed: z.object({ read: z.number().nullable(), written: z.number().nullable() }),
});
export type Trial = z.infer<typeof trialSchema>;

export const trialGradeSchema = z.enum(["good", "fair", "poor"]);
export type TrialGrade = z.infer<typeof trialGradeSchema>;

/** What a trial tells of: `answers` are those of a chat, of questions and of tables. */
export const trialTasks = ["summaries", "answers", "checking"] as const;
export type TrialTask = (typeof trialTasks)[number];

/** How well the model does each kind of work, from what was found. Speed is left aside. */
export function gradesOf({
  prompt,
  loops,
  verified,
  facts,
  questions,
  calibration,
}: Trial): Record<TrialTask, TrialGrade> {
  const isAsked = prompt.ended >= 0.7 && prompt.inLanguage >= 0.7 && prompt.clean >= 0.7 && loops <= 0.2;
  const told = verified.share ?? 0;
  const answered = questions.asked === 0 ? 0 : questions.right / questions.asked;
  return {
    summaries:
      isAsked && told >= 0.8 && facts.share >= 0.5 ? "good" : told >= 0.5 && facts.share >= 0.25 ? "fair" : "poor",
    answers: isAsked && answered >= 0.8 ? "good" : answered >= 0.5 ? "fair" : "poor",
    checking:
      calibration === null || calibration.threshold === null ? "poor" : calibration.trueKept >= 0.5 ? "good" : "fair",
  };
}

/** The newest trial of a model with its grades; of an earlier version where `isCurrent` is false. */
export const storedTrialSchema = trialSchema.extend({
  isCurrent: z.boolean(),
  grades: z.object({ summaries: trialGradeSchema, answers: trialGradeSchema, checking: trialGradeSchema }),
});
export type StoredTrial = z.infer<typeof storedTrialSchema>;

export function storedTrial(trial: Trial): StoredTrial {
  return { ...trial, isCurrent: trial.version === trialVersion, grades: gradesOf(trial) };
}
