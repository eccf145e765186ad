/** What is used of node-llama-cpp; the rest is left out of the bundle. Imported by `nativeModule.ts` alone. */
export {
  GeneralChatWrapper,
  getLlama,
  getModuleVersion,
  GgmlType,
  GgufFileType,
  GgufInsights,
  InsufficientMemoryError,
  JinjaTemplateChatWrapper,
  LlamaChat,
  LlamaLogLevel,
  readGgufFileInfo,
  resolveChatWrapper,
} from "node-llama-cpp";
