/**
 * The formats that llama.cpp has names for. Its converter writes such a name in place of a template; and where a file has no template
 * that can be used, the control tokens of its vocabulary tell which of these its model was taught.
 */
export interface Family {
  /** as llama.cpp calls it (`LLM_CHAT_TEMPLATES` in llama-chat.cpp) */
  readonly name: string;
  /** as people call it */
  readonly label: string;
  /** control tokens without which it is not this one; a family without any is known by its name alone */
  readonly controls: readonly string[];
  readonly template: string;
}

interface Parts {
  readonly begin?: string;
  readonly system?: Around;
  readonly user: Around;
  readonly assistant: Around;
  /** what stands before an answer that is to come; absent: what stands before any */
  readonly open?: string;
  readonly trims?: boolean;
}

type Around = readonly [before: string, behind: string];

/** Stand for the texts of the first and the last token, which each vocabulary has its own of. */
const bos = "\u{E000}";
const eos = "\u{E001}";

/** A template that writes each message between two texts; one without a system refuses it. */
function written({ begin = "", system, user, assistant, open = assistant[0], trims = false }: Parts): string {
  const content = trims ? "message.content | trim" : "message.content";
  const message = ([before, behind]: Around): string =>
    `{{- ${literal(before)} + (${content}) + ${literal(behind)} -}}`;
  const refusal = "{{- raise_exception('There is no place for a system message.') -}}";
  return [
    `{{- ${literal(begin)} -}}{%- for message in messages -%}`,
    `{%- if message.role == 'system' -%}${system ? message(system) : refusal}`,
    `{%- elif message.role == 'user' -%}${message(user)}`,
    `{%- else -%}${message(assistant)}{%- endif -%}`,
    `{%- endfor -%}{%- if add_generation_prompt -%}{{- ${literal(open)} -}}{%- endif -%}`,
  ].join("");
}

function literal(text: string): string {
  return text
    .split(/([\u{E000}\u{E001}])/u)
    .filter((piece) => piece !== "")
    .map((piece) => (piece === bos ? "bos_token" : piece === eos ? "eos_token" : JSON.stringify(piece)))
    .join(" + ")
    .replace(/^$/u, "''");
}

/** Each role by its name between the same texts. */
function named(before: string, middle: string, behind: string, rest: Partial<Parts> = {}): string {
  const around = (role: string): Around => [`${before}${role}${middle}`, behind];
  return written({ system: around("system"), user: around("user"), assistant: around("assistant"), ...rest });
}

function llama2({ system, inside }: { system: boolean; inside: boolean }): string {
  const answer: Around = [" ", ` ${eos}`];
  const plain = written({ begin: bos, user: [`[INST] `, " [/INST]"], assistant: answer, open: "" });
  if (!system) return plain;
  return [
    "{%- if messages[0].role == 'system' -%}",
    "{%- set opening = '<<SYS>>\\n' + messages[0].content + '\\n<</SYS>>\\n\\n' -%}{%- set rest = messages[1:] -%}",
    "{%- else -%}{%- set opening = '' -%}{%- set rest = messages -%}{%- endif -%}",
    inside ? "" : "{{- bos_token -}}",
    "{%- for message in rest -%}{%- if message.role == 'user' -%}",
    inside ? "{{- bos_token -}}" : "",
    "{{- '[INST] ' + (opening if loop.first else '') + message.content + ' [/INST]' -}}",
    "{%- else -%}{{- ' ' + message.content + ' ' + eos_token -}}{%- endif -%}{%- endfor -%}",
  ].join("");
}

const tekken = (system?: Around): string =>
  written({
    begin: bos,
    user: ["[INST]", "[/INST]"],
    assistant: ["", eos],
    open: "",
    ...(system ? { system } : {}),
  });

const chatml = named("<|im_start|>", "\n", "<|im_end|>\n");
const exaone: Parts = {
  system: ["[|system|]", "[|endofturn|]\n"],
  user: ["[|user|]", "\n"],
  assistant: ["[|assistant|]", "[|endofturn|]\n"],
  trims: true,
};
const granite = named("<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>\n");

/** Those with more control tokens of their own come first. */
export const families: readonly Family[] = [
  family(
    "mistral-v7-tekken",
    "Mistral V7",
    ["[SYSTEM_PROMPT]", "[INST]"],
    tekken(["[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"]),
  ),
  family("mistral-v7", "Mistral V7", [], tekken(["[SYSTEM_PROMPT] ", "[/SYSTEM_PROMPT]"])),
  family("mistral-v3-tekken", "Mistral V3", ["[INST]", "[/INST]"], tekken()),
  family("mistral-v3", "Mistral V3", [], tekken()),
  family("mistral-v1", "Mistral V1", [], tekken()),
  family("phi4", "Phi 4", ["<|im_start|>", "<|im_sep|>"], named("<|im_start|>", "<|im_sep|>", "<|im_end|>")),
  family(
    "smolvlm",
    "SmolVLM",
    ["<|im_start|>", "<end_of_utterance>"],
    written({
      begin: "<|im_start|>",
      system: ["", "\n\n"],
      user: ["User: ", "<end_of_utterance>\n"],
      assistant: ["Assistant: ", "<end_of_utterance>\n"],
      open: "Assistant:",
    }),
  ),
  family(
    "kimi-k2",
    "Kimi K2",
    ["<|im_user|>", "<|im_assistant|>", "<|im_middle|>"],
    written({
      system: ["<|im_system|>system<|im_middle|>", "<|im_end|>"],
      user: ["<|im_user|>user<|im_middle|>", "<|im_end|>"],
      assistant: ["<|im_assistant|>assistant<|im_middle|>", "<|im_end|>"],
    }),
  ),
  family("chatml", "ChatML", ["<|im_start|>", "<|im_end|>"], chatml),
  family(
    "llama3",
    "Llama 3",
    ["<|start_header_id|>", "<|end_header_id|>"],
    named("<|start_header_id|>", "<|end_header_id|>\n\n", "<|eot_id|>", { begin: bos, trims: true }),
  ),
  family(
    "llama4",
    "Llama 4",
    ["<|header_start|>", "<|header_end|>"],
    named("<|header_start|>", "<|header_end|>\n\n", "<|eot|>", { begin: bos, trims: true }),
  ),
  family(
    "gpt-oss",
    "gpt-oss",
    ["<|start|>", "<|channel|>", "<|message|>"],
    written({
      system: ["<|start|>developer<|message|># Instructions\n\n", "<|end|>"],
      user: ["<|start|>user<|message|>", "<|end|>"],
      assistant: ["<|start|>assistant<|channel|>final<|message|>", "<|end|>"],
      open: "<|start|>assistant",
    }),
  ),
  family(
    "gemma",
    "Gemma",
    ["<start_of_turn>", "<end_of_turn>"],
    written({
      begin: bos,
      user: ["<start_of_turn>user\n", "<end_of_turn>\n"],
      assistant: ["<start_of_turn>model\n", "<end_of_turn>\n"],
      trims: true,
    }),
  ),
  family(
    "gemma4",
    "Gemma 4",
    ["<|turn>", "<turn|>"],
    written({
      begin: bos,
      system: ["<|turn>system\n", "<turn|>\n"],
      user: ["<|turn>user\n", "<turn|>\n"],
      assistant: ["<|turn>model\n", "<turn|>\n"],
      trims: true,
    }),
  ),
  family(
    "command-r",
    "Command R",
    ["<|START_OF_TURN_TOKEN|>", "<|CHATBOT_TOKEN|>"],
    written({
      begin: bos,
      system: ["<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>", "<|END_OF_TURN_TOKEN|>"],
      user: ["<|START_OF_TURN_TOKEN|><|USER_TOKEN|>", "<|END_OF_TURN_TOKEN|>"],
      assistant: ["<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>", "<|END_OF_TURN_TOKEN|>"],
      trims: true,
    }),
  ),
  family(
    "deepseek3",
    "DeepSeek V3",
    ["<｜User｜>", "<｜Assistant｜>"],
    written({
      begin: bos,
      system: ["", "\n\n"],
      user: ["<｜User｜>", ""],
      assistant: ["<｜Assistant｜>", "<｜end▁of▁sentence｜>"],
    }),
  ),
  family("granite", "Granite 3", ["<|start_of_role|>", "<|end_of_role|>"], granite),
  family("granite-4.0", "Granite 4", [], granite),
  family("granite-4.1", "Granite 4", [], granite),
  family("seed_oss", "Seed-OSS", ["<seed:bos>", "<seed:eos>"], named("<seed:bos>", "\n", "<seed:eos>")),
  family(
    "solar-open",
    "Solar Open",
    ["<|begin|>", "<|content|>"],
    named("<|begin|>", "<|content|>", "<|end|>", { open: "<|begin|>assistant" }),
  ),
  family(
    "megrez",
    "Megrez",
    ["<|role_start|>", "<|role_end|>"],
    named("<|role_start|>", "<|role_end|>", "<|turn_end|>"),
  ),
  family(
    "dots1",
    "dots.llm1",
    ["<|userprompt|>", "<|endofuserprompt|>"],
    written({
      system: ["<|system|>", "<|endofsystem|>"],
      user: ["<|userprompt|>", "<|endofuserprompt|>"],
      assistant: ["<|response|>", "<|endofresponse|>"],
    }),
  ),
  family(
    "hunyuan-dense",
    "Hunyuan",
    ["<｜hy_User｜>", "<｜hy_Assistant｜>"],
    written({
      begin: bos,
      system: ["", "<｜hy_place▁holder▁no▁3｜>"],
      user: ["<｜hy_User｜>", "<｜hy_Assistant｜>"],
      assistant: ["", "<｜hy_place▁holder▁no▁2｜>"],
      open: "",
    }),
  ),
  family(
    "hunyuan-vl",
    "Hunyuan VL",
    [],
    written({
      begin: "<｜hy_begin▁of▁sentence｜>",
      system: ["", "<｜hy_place▁holder▁no▁3｜>"],
      user: ["", "<｜hy_User｜>"],
      assistant: ["", "<｜hy_Assistant｜>"],
      open: "",
    }),
  ),
  family(
    "hunyuan-moe",
    "Hunyuan",
    ["<|extra_0|>", "<|extra_4|>", "<|startoftext|>"],
    written({
      system: ["<|startoftext|>", "<|extra_4|>"],
      user: ["<|startoftext|>", "<|extra_0|>"],
      assistant: ["", "<|eos|>"],
      open: "",
    }),
  ),
  family("exaone3", "EXAONE", ["[|system|]", "[|assistant|]", "[|endofturn|]"], written(exaone)),
  family("exaone4", "EXAONE", [], written(exaone)),
  family(
    "exaone-moe",
    "EXAONE",
    ["<|endofturn|>", "<|assistant|>"],
    named("<|", "|>\n", "<|endofturn|>\n", { trims: true }),
  ),
  family("phi3", "Phi 3", ["<|user|>", "<|assistant|>", "<|end|>"], named("<|", "|>\n", "<|end|>\n")),
  family(
    "chatglm4",
    "GLM 4",
    ["[gMASK]", "<sop>", "<|assistant|>"],
    named("<|", "|>\n", "", { begin: "[gMASK]<sop>" }),
  ),
  family(
    "chatglm3",
    "ChatGLM 3",
    ["[gMASK]", "sop", "<|assistant|>"],
    named("<|", "|>\n ", "", { begin: "[gMASK]sop", open: "<|assistant|>" }),
  ),
  family("falcon3", "Falcon 3", ["<|user|>", "<|assistant|>", "<|system|>"], named("<|", "|>\n", "\n")),
  family("glmedge", "GLM Edge", [], named("<|", "|>\n", "", { open: "<|assistant|>" })),
  family("zephyr", "Zephyr", [], named("<|", "|>\n", `${eos}\n`)),
  family(
    "gigachat",
    "GigaChat",
    ["<|role_sep|>", "<|message_sep|>"],
    written({
      begin: bos,
      system: ["", "<|message_sep|>"],
      user: ["user<|role_sep|>", "<|message_sep|>available functions<|role_sep|>[]<|message_sep|>"],
      assistant: ["assistant<|role_sep|>", "<|message_sep|>"],
    }),
  ),
  family(
    "minicpm",
    "MiniCPM",
    ["<用户>", "<AI>"],
    written({ begin: bos, system: ["", ""], user: ["<用户>", "<AI>"], assistant: ["", ""], open: "", trims: true }),
  ),
  family(
    "bailing2",
    "Ling 2",
    ["<role>", "</role>", "<|role_end|>"],
    written({
      system: ["<role>SYSTEM</role>", "<|role_end|>"],
      user: ["<role>HUMAN</role>", "<|role_end|>"],
      assistant: ["<role>ASSISTANT</role>", "<|role_end|>"],
    }),
  ),
  family("bailing", "Ling", ["<role>", "</role>"], bailing("")),
  family("bailing-think", "Ring", [], bailing("<think>")),
  family(
    "grok-2",
    "Grok 2",
    ["<|separator|>"],
    written({
      system: ["System: ", "<|separator|>\n\n"],
      user: ["Human: ", "<|separator|>\n\n"],
      assistant: ["Assistant: ", "<|separator|>\n\n"],
      open: "Assistant:",
    }),
  ),
  family(
    "openchat",
    "OpenChat",
    ["<|end_of_turn|>"],
    written({
      begin: bos,
      system: ["", "<|end_of_turn|>"],
      user: ["GPT4 Correct User: ", "<|end_of_turn|>"],
      assistant: ["GPT4 Correct Assistant: ", "<|end_of_turn|>"],
      open: "GPT4 Correct Assistant:",
    }),
  ),
  family(
    "deepseek",
    "DeepSeek Coder",
    ["<|EOT|>"],
    written({
      begin: bos,
      system: ["", ""],
      user: ["### Instruction:\n", "\n"],
      assistant: ["### Response:\n", "\n<|EOT|>\n"],
    }),
  ),
  family(
    "deepseek2",
    "DeepSeek V2",
    [],
    written({
      begin: bos,
      system: ["", "\n\n"],
      user: ["User: ", "\n\n"],
      assistant: ["Assistant: ", "<｜end▁of▁sentence｜>"],
      open: "Assistant:",
    }),
  ),
  family("deepseek-ocr", "DeepSeek OCR", [], written({ system: ["", ""], user: ["", ""], assistant: ["", ""] })),
  family("llama2", "Llama 2", [], llama2({ system: false, inside: false })),
  family("llama2-sys", "Llama 2", [], llama2({ system: true, inside: false })),
  family("llama2-sys-bos", "Llama 2", [], llama2({ system: true, inside: true })),
  family("llama2-sys-strip", "Llama 2", [], llama2({ system: true, inside: true })),
  family("monarch", "AlphaMonarch", [], named(bos, "\n", `${eos}\n`)),
  family(
    "orion",
    "Orion",
    [],
    written({ begin: bos, user: ["Human: ", `\n\nAssistant: ${eos}`], assistant: ["", eos], open: "" }),
  ),
  family("vicuna", "Vicuna", [], vicuna(["", "\n\n"])),
  family("vicuna-orca", "Vicuna", [], vicuna(["SYSTEM: ", "\n"])),
  family(
    "rwkv-world",
    "RWKV World",
    [],
    written({
      system: ["System: ", "\n\n"],
      user: ["User: ", "\n\n"],
      assistant: ["Assistant: ", "\n\n"],
      open: "Assistant:",
      trims: true,
    }),
  ),
  family(
    "yandex",
    "YandexGPT",
    [],
    written({
      begin: bos,
      user: [" Пользователь: ", "\n\n"],
      assistant: [" Ассистент: ", "\n\n"],
      open: " Ассистент:[SEP]",
    }),
  ),
  family(
    "pangu-embedded",
    "Pangu",
    ["[unused9]", "[unused10]"],
    written({
      system: ["[unused9]系统：", "[unused10]"],
      user: ["[unused9]用户：", "[unused10]"],
      assistant: ["[unused9]助手：", "[unused10]"],
    }),
  ),
];

function family(name: string, label: string, controls: readonly string[], template: string): Family {
  return { name, label, controls, template };
}

function bailing(thought: string): string {
  return written({
    system: ["<role>SYSTEM</role>", ""],
    user: ["<role>HUMAN</role>", ""],
    assistant: ["<role>ASSISTANT</role>", ""],
    open: `<role>ASSISTANT</role>${thought}`,
  });
}

function vicuna(system: Around): string {
  return written({
    begin: bos,
    system,
    user: ["USER: ", "\n"],
    assistant: ["ASSISTANT: ", `${eos}\n`],
    open: "ASSISTANT:",
  });
}

/** What a model that was taught no conversation continues. */
export const plainTemplate = written({
  begin: bos,
  system: ["", "\n\n"],
  user: ["", "\n\n"],
  assistant: ["", "\n\n"],
  open: "",
});
