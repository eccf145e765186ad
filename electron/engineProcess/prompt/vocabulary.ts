import type { LlamaModel, Token } from "node-llama-cpp";

/** The tokens of a model, as far as a prompt is made of them. */
export interface PromptVocabulary {
  /** with control tokens; what was protected stays text */
  tokenize(text: string): Token[];
  /** without control tokens */
  tokenizeText(text: string): Token[];
  /** as text goes on behind other text, without a space that SentencePiece would put before it */
  tokenizeBehind(text: string): Token[];
  /** Puts a mark into whatever would be taken for a control token, which `tokenize` takes out again. */
  protect(text: string): string;
  /** the token of control that is written so; null: none is */
  control(text: string): Token | null;
  /** where the first token that ends what a model writes stands in a text; its length where there is none */
  endIn(text: string): number;
  readonly begin: { readonly token: Token; readonly text: string } | null;
  readonly end: { readonly token: Token; readonly text: string } | null;
  /** whether the file asks for its first token before everything */
  readonly addsBegin: boolean;
  /** SentencePiece puts a space before each stretch of text */
  readonly isSentencePiece: boolean;
  readonly addsSpace: boolean;
}

interface ControlToken {
  readonly token: Token;
  /** takes the white space before or behind it */
  readonly takesBefore: boolean;
  readonly takesBehind: boolean;
}

/** The last character for private use: no font or template has a meaning for it. */
const mark = "\u{10FFFD}";

export function createPromptVocabulary(model: LlamaModel): PromptVocabulary {
  const { bos, bosString, eos, eosString, shouldPrependBosToken } = model.tokens;
  const metadata: unknown = model.fileInfo.metadata.tokenizer?.ggml;
  const values: Readonly<Record<string, unknown>> = typeof metadata === "object" ? { ...metadata } : {};
  const isSentencePiece = values["model"] === "llama";
  const space = values["add_space_prefix"];
  let controls: Map<string, ControlToken> | null = null;
  let pattern: RegExp | null = null;

  /** All of them are asked for only where a text may hold one: a large vocabulary takes a tenth of a second and more. */
  function listControls(): Map<string, ControlToken> {
    if (controls) return controls;
    controls = new Map();
    for (const token of model.iterateAllTokens()) {
      const attributes = model.getTokenAttributes(token);
      if (!attributes.control && !attributes.unknown) continue;
      const text = model.detokenize([token], true);
      if (text === "") continue;
      controls.set(text, { token, takesBefore: attributes.lstrip, takesBehind: attributes.rstrip });
    }
    return controls;
  }

  /** llama.cpp looks for the longest first. */
  function controlPattern(): RegExp {
    pattern ??= new RegExp(
      [...listControls().keys()]
        .toSorted((a, b) => b.length - a.length)
        .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`))
        .join("|") || "(?!)",
      "gu",
    );
    return pattern;
  }

  /** The same as llama.cpp does with a text that is to have control tokens, but for what is marked. */
  function tokenizeMarked(text: string): Token[] {
    const tokens: Token[] = [];
    let from = 0;
    let takesBehind = false;
    const add = (to: number, takesBefore: boolean): void => {
      let piece = text.slice(from, to);
      if (takesBehind) piece = piece.trimStart();
      if (takesBefore) piece = piece.trimEnd();
      for (const token of tokenizeText(piece.replaceAll(mark, ""))) tokens.push(token);
    };
    for (const match of text.matchAll(controlPattern())) {
      const control = listControls().get(match[0]);
      if (!control) continue;
      add(match.index, control.takesBefore);
      tokens.push(control.token);
      from = match.index + match[0].length;
      takesBehind = control.takesBehind;
    }
    add(text.length, false);
    return tokens;
  }

  function tokenizeText(text: string): Token[] {
    return text === "" ? [] : model.tokenize(text, false);
  }

  return {
    tokenize: (text) => (text === "" ? [] : text.includes(mark) ? tokenizeMarked(text) : model.tokenize(text, true)),
    tokenizeText,
    tokenizeBehind: (text) => model.tokenize(text, false, "trimLeadingSpace"),
    protect(text) {
      if (!/[<[{|]/u.test(text)) return text;
      return text.replaceAll(controlPattern(), (control) => {
        const [first = ""] = control;
        return first + mark + control.slice(first.length);
      });
    },
    control(text) {
      const [token, ...more] = model.tokenize(text, true);
      if (token === undefined || more.length > 0) return null;
      const { control, userDefined } = model.getTokenAttributes(token);
      return control || userDefined ? token : null;
    },
    endIn(text) {
      const end = model.tokenize(text, true).find((token) => model.isEogToken(token));
      const at = end === undefined ? -1 : text.indexOf(model.detokenize([end], true));
      return at === -1 ? text.length : at;
    },
    begin: bos === null || bosString === null ? null : { token: bos, text: bosString },
    end: eos === null || eosString === null ? null : { token: eos, text: eosString },
    addsBegin: shouldPrependBosToken,
    isSentencePiece,
    // llama.cpp's own where the file says nothing
    addsSpace: isSentencePiece && space !== false,
  };
}
