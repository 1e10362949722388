import { z } from "zod";
import { Playbook } from "./playbook.ts";

/** The language as JSON schema, for editors; what a schema cannot say is checked by the reader. */
export function playbookJsonSchema(): object {
  return z.toJSONSchema(Playbook, { io: "input" });
}
