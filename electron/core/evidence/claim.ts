import type { Sentence } from "../text/documentText.ts";
import type { Nearness } from "./nearness.ts";

/**
 * A statement that rests on sentences of documents, before it is judged.
 * @typeParam S what the one that made it knows of a sentence besides
 */
export interface Claim<S extends Sentence = Sentence> {
  readonly text: string;
  readonly cites: readonly S[];
  /** who worded it: quoted is a sentence that code put in place of what a model wrote */
  readonly origin: "model" | "quoted";
  /** the text ends where the model was cut off */
  readonly isCut: boolean;
  /** code could not verify it, and a witness found it in its sentences, as surely as it has to be for its word to count */
  readonly confirmed: boolean;
  /** how near it is to its sentences by their vectors, where code found only that its words differ */
  readonly nearness?: Nearness | undefined;
}
