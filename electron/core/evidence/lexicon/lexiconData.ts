/**
 * What a language's lists look like. Entries stand between spaces, each in its base form and written as the language writes it; "_" binds
 * the words of a phrase. Where a list is compared by stems one form stands for all of them.
 */
export interface LexiconData {
  /** pronouns that stand for a person or thing, by whom they can stand for; by form */
  readonly pronouns: Readonly<Partial<Record<PronounClass, string>>>;
  /** the words that say whose, by whom they can stand for; by form */
  readonly possessives: Readonly<Partial<Record<PronounClass, string>>>;
  /** words that deny what their clause says; by form */
  readonly negations: string;
  /** phrases that begin with a negation or hold one and deny nothing; by form */
  readonly harmlessNegations: string;
  /** verbs and words whose meaning denies: fail, refuse, without; by stem */
  readonly deniers: string;
  /** verbs that say of the verb behind them that it was not done: fail to, refuse to; by stem */
  readonly refusals: string;
  /** by form */
  readonly quantities: Readonly<Record<Quantity, string>>;
  /** by form */
  readonly modals: Readonly<Record<Modal, string>>;
  /** by stem */
  readonly hedges: Readonly<Record<Hedge, string>>;
  /** what begins a condition that may be met or not; by form */
  readonly conditions: string;
  /** what begins a condition that may long be met ("until", "once"), or none at all ("provided"); by form */
  readonly circumstances: string;
  /** what begins a question within a sentence and no condition: "says whether"; by form */
  readonly openQuestions: string;
  /** what begins an exception; by form */
  readonly exceptions: string;
  /** nouns for the leave that somebody gives; by stem */
  readonly leave: string;
  /** what makes leave a condition wherever it stands beside it: "requires consent", "without consent"; by stem */
  readonly leaveNeeded: string;
  /** what makes leave a condition of what may, can or must be done: "may, with consent"; by form */
  readonly leaveGiven: string;
  /** phrases with a word of a condition that are none; by form */
  readonly harmlessConditions: string;
  /** verbs that say whose words follow; by stem */
  readonly reporting: string;
  /** verbs that say what somebody thinks or claims, which others may not; by stem */
  readonly opinions: string;
  /** phrases that say whose words they are; by form */
  readonly attributions: string;
  /** what begins a clause without a mark before it; by form */
  readonly clauseWords: string;
  /** verbs and nouns, two poles each: who says a word of one where a text has one of the other says the opposite; by stem */
  readonly opposites: readonly (readonly [string, string])[];
  /** adjectives, adverbs and prepositions, which are said of the word beside them; as the opposites */
  readonly qualities: readonly (readonly [string, string])[];
  /** words of which one may stand for another; by stem */
  readonly synonyms: readonly string[];
  /** words that carry no content of their own; by stem */
  readonly light: string;
  /** particles that part from their verb and end its clause */
  readonly particles?: string;
}

/** By person, number and gender; "any" where the form tells neither gender nor number, as the French "son". */
export type PronounClass =
  | "first"
  | "firstPlural"
  | "second"
  | "masculine"
  | "feminine"
  | "neuter"
  | "plural"
  | "any"
  | "demonstrative";

export type Quantity = "all" | "most" | "many" | "some" | "few" | "none" | "only" | "both" | "half";

/** necessity: what binds too, but whose denial lets off ("need not") instead of forbidding ("must not") */
export type Modal = "permission" | "obligation" | "necessity" | "recommendation" | "prohibition" | "possibility";

/** plan: not yet so; belief: not surely so */
export type Hedge = "plan" | "belief";
