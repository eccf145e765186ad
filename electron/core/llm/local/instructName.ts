/** Whether a name says that the model was taught to answer: "Mistral-7B-Instruct-v0.1", "llama-2-7b-chat.Q4_K_M.gguf". */
export function saysInstruct(name: string): boolean {
  return /(?<![\p{L}\d])(?:instruct(?:ed|ion)?|chat|it|assistant|sft|dpo|rlhf|vicuna|alpaca|(?:open)?hermes|dolphin|wizardlm|openorca|zephyr)(?![\p{L}])/iu.test(
    name,
  );
}
