import type { Llama } from "node-llama-cpp";

/** A chat template, ready to be filled in. */
export interface ChatTemplate {
  /** @throws Error where the template refuses the values, or fails */
  render(values: Readonly<Record<string, unknown>>): string;
}

/**
 * llama.cpp's own Jinja, which renders as Hugging Face does: blocks trimmed, `raise_exception`, `strftime_now`, `tojson`.
 * node-llama-cpp has it for templates that its other one cannot read, and shows it in no type.
 * @throws Error where the source is no template
 */
export function compileTemplate(llama: Llama, source: string): ChatTemplate {
  const bindings: unknown = Reflect.get(llama, "_bindings");
  const Renderer: unknown =
    typeof bindings === "object" && bindings !== null ? Reflect.get(bindings, "AddonJinjaRenderer") : undefined;
  if (typeof Renderer !== "function") throw new Error("This node-llama-cpp has no Jinja of llama.cpp's.");
  return Reflect.construct(Renderer, [source]) as ChatTemplate;
}
