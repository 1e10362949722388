import { z } from "zod";
import { condition, person } from "../grammar/field.ts";

/** What must be true: measured where it has a condition, else answered by a person. */
export const Criterion = z
  .strictObject({
    say: z.string().min(1).max(200).describe("in people's words"),
    when: condition("measured; left out, `who` answers").optional(),
    who: person("who answers it: csm, manager, owner, starter or @somebody").optional(),
  })
  .describe("what must be true");
export type Criterion = z.infer<typeof Criterion>;
