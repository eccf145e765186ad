import templates from "../../../resources/prompts/chat.json" with { type: "json" };

/** The wording of the prompts, kept as data so that it can be compared and hashed. */
export const prompts = templates;
