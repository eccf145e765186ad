/**
 * What is changed of node-llama-cpp 3.22.1. The same changes are made where its modules are loaded one by one (`nativeModule.ts`) and
 * where they are bundled (`scripts/build.mjs`).
 */
export interface NativePatch {
  /** of the module's address, with slashes */
  readonly module: RegExp;
  /** @throws Error where the module is not as it was in that version */
  change(source: string): string;
}

export const nativePatches: readonly NativePatch[] = [
  {
    /**
     * On Linux (and for GPU binaries on Windows) each prebuilt binary is first loaded in a process of its own, made with
     * `child_process.fork`; no option turns it off. Inside Electron's utility process that fork would start the application itself a
     * second time, because the RunAsNode fuse is off. The engine process is that trial process: when a binary brings it down, the
     * shell starts it again without the GPU. So the trial is replaced by its answer.
     */
    module: inPackage("bindings/utils/testBindingBinary"),
    change: () => "export const testBindingBinary = async () => true;",
  },
  {
    module: inPackage("evaluator/LlamaContext/LlamaContext"),
    change(source) {
      /**
       * Of the tokens that a predictor guesses the first at most is accepted: each later one is compared with the last of a list that
       * is never filled (in `_speculativeEvaluate`). This fills it.
       */
      const accepted = "this._loadedTokenPredictions.push([evalTokens[i], [resultToken, probabilities, confidence]]);";
      /**
       * The likeliest tokens before they are sampled, which the library tells only of a token that is not chosen by a grammar or a
       * temperature: `metadata.onLogits` is told of the logits of the chosen token and of as many others, and of the sum of all.
       */
      const sample = `\n${" ".repeat(28)}if (sampleProbabilities || sampleConfidence)\n`;
      const sampleBoth = [
        "if (metadata.onLogits) {",
        "const plain = new LlamaSampler(this.model);",
        "plain.applyConfig({ temperature: 0 });",
        "const told = sampleWithLogits(this._context._ctx, batchLogitIndex, sampler._sampler, plain._sampler, metadata);",
        "return told.finally(() => plain.dispose());",
        "}",
      ].join(" ");
      const estimate = "await _model.fileInsights.estimateContextResourceRequirementsV2(";
      const changed = exchange(source, {
        [accepted]: `${accepted} validatedTokens.push([evalTokens[i], resultToken]);`,
        [sample]: `\n${sampleBoth}${sample}`,
        [estimate]: `options.ignoreMemorySafetyChecks ? null : ${estimate}`,
      });
      return `${changed}\n${sampleWithLogits.toString()}`;
    },
  },
  {
    module: inPackage("evaluator/LlamaModel/LlamaModel"),
    change(source) {
      // A file whose header is parsed is not parsed again: the words of a large vocabulary take a quarter of a second.
      const read = "await readGgufFileInfo(";
      // Where memory is not to be checked it need not be estimated, for which the vocabulary is loaded each time.
      const estimate = "await ggufInsights.estimateModelResourceRequirementsV2(";
      return exchange(source, {
        [read]: `modelOptions.fileInfo ?? ${read}`,
        [estimate]: `modelOptions.ignoreMemorySafetyChecks ? null : ${estimate}`,
      });
    },
  },
  {
    /**
     * The vocabulary is stepped over, since llama.cpp reads its own: one value at a time it takes up to a second. Of the words the
     * number is told and those in brackets, among which are the tokens of turns; of lists that are to be ignored nothing.
     */
    module: inPackage("gguf/parser/GgufV2Parser"),
    change(source) {
      const read = "this._readGgufValue(valueType, readOffset)";
      const isSkipped = `valueType === GgufValueType.Array && (this._ignoreKeys.includes(keyResult) || keyResult === "tokenizer.ggml.tokens")`;
      const changed = exchange(source, { [read]: `${isSkipped} ? skipList(this._fileReader, readOffset) : ${read}` });
      return `${changed}\n${skipList.toString()}`;
    },
  },
  {
    /** In a bundle with circles a module that waits while it is loaded is waited for without end. */
    module: inPackage("bindings/utils/binariesGithubRelease"),
    change: (source) =>
      exchange(source, {
        "await getBinariesGithubRelease();": "fs.readJsonSync(binariesGithubReleasePath).release;",
      }),
  },
  // llama.cpp is never built here, and models are not downloaded with this package; to load what only serves that takes 0.1 s.
  {
    module: inPackage("bindings/utils/cloneLlamaCppRepo"),
    change: () => `
      export const isLlamaCppRepoCloned = async () => false;
      export const getClonedLlamaCppRepoReleaseInfo = async () => null;
      ${refuse("cloneLlamaCppRepo", "ensureLlamaCppRepoIsCloned")}`,
  },
  {
    module: inPackage("utils/createModelDownloader"),
    change: () =>
      refuse("createModelDownloader", "combineModelDownloaders", "ModelDownloader", "CombinedModelDownloader"),
  },
];

interface NativeContext {
  sampleToken(...args: readonly unknown[]): Promise<unknown>;
}

/** What {@link sampleWithLogits} is told to tell. */
export interface LogitsMetadata {
  /** the likeliest that are told, at least 1 */
  readonly most: number;
  /** @param weight the sum of the powers of e of all logits, each less the greatest */
  onLogits(token: number, logits: readonly number[], weight: number): void;
}

/**
 * Becomes a part of the context: samples a token, and once more what nothing has changed the logits of.
 * @param plain a sampler that takes the likeliest
 */
async function sampleWithLogits(
  context: NativeContext,
  index: number,
  sampler: unknown,
  plain: unknown,
  { most, onLogits }: LogitsMetadata,
): Promise<number> {
  const token = (await context.sampleToken(index, sampler)) as number;
  const told = [[token], false, false, false, most];
  const [, , , logits, weight] = (await context.sampleToken(index, plain, false, false, told, true)) as [
    unknown,
    unknown,
    unknown,
    readonly number[],
    number,
  ];
  onLogits(token, logits, weight);
  return token;
}

/** Becomes a part of the parser. @returns a list of the right length, whose values are left out but for short words in brackets */
async function skipList(reader: GgufReader, cursor: GgufCursor): Promise<unknown[]> {
  const type = await reader.readUint32(cursor);
  const length = Number(await reader.readUint64(cursor));
  const list: unknown[] = [];
  list.length = length;
  // By `enum gguf_type`: of one byte are 0, 1 and 7, of two 2 and 3, of four 4 to 6, of eight 10 to 12; 8 is a text after its length.
  const width = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8][type] ?? 0;
  if (width === 0 && type !== 8) throw new Error(`A list of type ${type} is not expected here.`);
  // No vocabulary comes near; memory would be taken for it.
  if (width * length > 2 ** 30) throw new Error(`A list of ${length} values is not expected here.`);
  if (width > 0) {
    await reader.readByteRange(cursor, width * length);
    return list;
  }
  let buffer = Buffer.alloc(0);
  /** bytes of a word in brackets */
  const mostKept = 48;
  for (let index = 0; index < length; index++) {
    if (cursor.offset + 8 + mostKept > buffer.length) {
      await reader.ensureHasByteRange(cursor, 8 + mostKept);
      buffer = Reflect.get(reader, "_buffer") as Buffer<ArrayBuffer>;
    }
    const high = buffer.readUInt32LE(cursor.offset + 4);
    if (high > 0) throw new Error("A word of 4 GB is not expected here.");
    const bytes = buffer.readUInt32LE(cursor.offset);
    const word = cursor.offset + 8;
    const isBracket = buffer[word] === 0x3c || buffer[word] === 0x5b;
    if (isBracket && bytes <= mostKept) list[index] = buffer.toString("utf8", word, word + bytes);
    cursor.moveBy(8 + bytes);
  }
  return list;
}

interface GgufCursor {
  readonly offset: number;
  moveBy(bytes: number): void;
}

interface GgufReader {
  readUint32(cursor: GgufCursor): number | Promise<number>;
  readUint64(cursor: GgufCursor): bigint | Promise<bigint>;
  readByteRange(cursor: GgufCursor, bytes: number): Buffer | Promise<Buffer>;
  ensureHasByteRange(cursor: GgufCursor, bytes: number): void | Promise<void>;
}

function inPackage(module: string): RegExp {
  return new RegExp(`/node-llama-cpp/dist/${module}\\.js$`, "u");
}

/** @throws Error where one of the texts is not there exactly once */
function exchange(source: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((changed, [before, after]) => {
    const pieces = changed.split(before);
    if (pieces.length !== 2) throw new Error(`node-llama-cpp has another line than "${before}".`);
    return pieces.join(after);
  }, source);
}

function refuse(...names: readonly string[]): string {
  const exported = names.map((name) => `refuse as ${name}`).join(", ");
  return `function refuse() { throw new Error("This is left out."); } export { ${exported} };`;
}
