/** What is used of node-llama-cpp; the rest is left out of the bundle. Imported by `nativeModule.ts` alone. */
export {
  ChatWrapper,
  getLlama,
  getModuleVersion,
  GgmlType,
  GgufFileType,
  GgufInsights,
  InsufficientMemoryError,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  LlamaText,
  readGgufFileInfo,
  SpecialToken,
  SpecialTokensText,
  TokenBias,
} from "node-llama-cpp";
