import { randomUUID } from "node:crypto";
import type { LlamaGrammar, LlamaGrammarEvaluationState, LlamaModel } from "node-llama-cpp";
import type { GenerateHandlers, ToolCall } from "../../core/llm/languageModel.ts";
import type { GenerateRequest } from "../../core/llm/local/engine.ts";
import { spell, type WritingRequest } from "../writing.ts";
import type { CallForm } from "./callForm.ts";
import { callGrammar, callsOrValue, plainForm } from "./callGrammar.ts";
import { type CallReader, createCallReader } from "./callReader.ts";

/** What an answer with tools is held to, and what it calls. */
export interface Calling {
  /** the answer has to be calls: nothing of it is text */
  readonly isRequired: boolean;
  /** how calls are told from text */
  readonly writing: NonNullable<WritingRequest["calls"]>;
  /** what the next token is held to; null: to nothing */
  readonly grammarState: () => LlamaGrammarEvaluationState | null;
  /** those that are whole */
  readonly calls: () => readonly ToolCall[];
}

export interface CallingDeps {
  readonly form: CallForm;
  readonly model: LlamaModel;
  compile(grammar: string): Promise<LlamaGrammar>;
  newState(grammar: LlamaGrammar): LlamaGrammarEvaluationState;
}

/** @throws MODEL_CANNOT with the keyword of a schema that no grammar holds a model to */
export async function createCalling(
  { form, model, compile, newState }: CallingDeps,
  request: GenerateRequest,
  { onToolCallPiece }: GenerateHandlers,
): Promise<Calling> {
  const { tools = [], toolChoice: choice = "auto", parallelToolCalls: several = true, valueOrCalls } = request;
  const asked = { tools, choice, several };
  const isRequired = choice !== "auto";
  let reader: CallReader | null = null;
  let state: LlamaGrammarEvaluationState | null = null;
  const readAs = (read: CallForm, isMarked: boolean): CallReader =>
    createCallReader({ form: read, isMarked, newId, onPiece: (piece) => onToolCallPiece?.(piece) });
  const read = (text: string): void => reader?.read(text);
  const shared = { grammarState: () => state, calls: () => reader?.calls ?? [] };

  if (isRequired) {
    state = newState(await compile(callGrammar(form, asked, "whole")));
    reader = readAs(form, false);
    return { ...shared, isRequired, writing: { marks: [], names: [], onBegin: () => true, onText: read } };
  }
  const marks = marksOf(form, model);
  if (valueOrCalls) {
    state = newState(await compile(callsOrValue(form, asked, valueOrCalls.schema)));
    const names = form.mark === null ? tools.map(({ name }) => name) : [];
    const onBegin = (_begin: string, isMarked: boolean): boolean => {
      reader = readAs(form, isMarked);
      return true;
    };
    return { ...shared, isRequired, writing: { marks, names, onBegin, onText: read } };
  }
  const grammars = {
    marked: await compile(callGrammar(form, asked, "marked")),
    plain: await compile(callGrammar(form, asked, "plain")),
  };
  return {
    ...shared,
    isRequired,
    writing: {
      marks,
      names: tools.map(({ name }) => name),
      onBegin(begin, isMarked) {
        const begun = newState(isMarked ? grammars.marked : grammars.plain);
        // What was written before the calls were known as such goes on only in their form.
        if (!accepts(model, begun, begin)) return false;
        reader = readAs(isMarked ? form : plainForm(form), isMarked);
        state = begun;
        return true;
      },
      onText: read,
    },
  };
}

/** As tokens read, and as a model writes the mark that has no token for it. */
function marksOf({ mark }: CallForm, model: LlamaModel): readonly string[] {
  if (mark === null) return [];
  return [...new Set([spell(model, model.tokenize(mark, true)), mark])];
}

function newId(): string {
  return `call_${randomUUID().replaceAll("-", "")}`;
}

/**
 * Leads a state past a text. node-llama-cpp does so with tokens that it guessed, by functions that its types do not show.
 * @returns false where the grammar does not allow the text
 */
export function accepts(model: LlamaModel, state: LlamaGrammarEvaluationState, text: string): boolean {
  if (text === "") return true;
  const bindings: unknown = Reflect.get(model.llama, "_bindings");
  const sampler = Reflect.get(Object(bindings), "AddonSampler") as GrammarSampler;
  const inner: unknown = Reflect.get(state, "_state");
  for (const token of model.tokenize(text, false, "trimLeadingSpace")) {
    if (!sampler.canBeNextTokenForGrammarEvaluationState(inner, token)) return false;
    sampler.acceptGrammarEvaluationStateToken(inner, token);
  }
  return true;
}

interface GrammarSampler {
  canBeNextTokenForGrammarEvaluationState(state: unknown, token: number): boolean;
  acceptGrammarEvaluationStateToken(state: unknown, token: number): void;
}
