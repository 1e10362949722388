import { z } from "zod";
import { truncate } from "../grammar/words.ts";
import { type JsonSchema, strictJsonSchema } from "../model/strict.ts";

export type ToolReply = { ok: boolean; text: string };

/** Something an agent can call. What the model sends is never trusted: it is read by `args` each time. */
export type Tool = {
  name: string;
  about: string;
  parameters: JsonSchema;
  use(args: unknown): ToolReply | Promise<ToolReply>;
};

type Definition<Args extends z.ZodType> = {
  name: string;
  about: string;
  args: Args;
  use(args: z.output<Args>): ToolReply | Promise<ToolReply>;
};

export function defineTool<Args extends z.ZodType>(it: Definition<Args>): Tool {
  return {
    name: it.name,
    about: it.about,
    parameters: strictJsonSchema(it.args),
    use(args) {
      const parsed = it.args.safeParse(args);
      if (parsed.success) return it.use(parsed.data);
      const wrong = truncate(z.prettifyError(parsed.error), 600);
      return { ok: false, text: `These arguments do not fit.\n${wrong}` };
    },
  };
}
