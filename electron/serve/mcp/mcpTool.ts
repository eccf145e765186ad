import type { ContractRouterClient } from "@orpc/contract";
import type * as z from "zod";
import type { contract } from "../../contract/contract.ts";
import type { Words } from "../../words/words.ts";

/** The application as its contract offers it, in this process or through a door. */
export type Client = ContractRouterClient<typeof contract>;

export interface McpDeps {
  readonly client: Client;
  readonly words: Words;
  /** of the application */
  readonly version: string;
}

/** A call of a tool while it is answered. */
export interface Call {
  /** aborts when whoever asked cancels or is gone */
  readonly signal: AbortSignal;
  /** Tells how far it is, 0 to 1; what is less than was told before is not told. */
  readonly progress: (done: number, message: string) => void;
}

export interface McpTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** what it does, for the model that is to choose it */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  /** false: something is kept in the library */
  readonly isReadOnly: boolean;
  /** @throws ToolRefusal and what the application throws */
  readonly run: (args: z.output<Input>, call: Call) => Promise<z.output<Output>>;
}

/** A tool with the types of its schemas, as one of many. */
export function tool<Input extends z.ZodObject, Output extends z.ZodObject>(made: McpTool<Input, Output>): McpTool {
  return made;
}

/** Says why a call cannot be answered, and what to do, to the model that made it. */
export class ToolRefusal extends Error {
  override readonly name = "ToolRefusal";
}
