import { z } from "zod";
import { defineTool, type Tool } from "./tool.ts";
import { untrusted } from "./untrusted.ts";

/** What an agent may look at. The run decides whose data that is: there is nothing to name another by. */
export const readToolNames = ["read_customer", "read_history", "read_playbook"] as const;
export type ReadToolName = (typeof readToolNames)[number];

type Context = Record<string, unknown>;

const readers: Record<
  ReadToolName,
  { about: string; source: string; read(context: Context): unknown }
> = {
  read_customer: {
    about: "Reads the record of the customer this is about: contract, use, health, contacts.",
    source: "customer record",
    read: ({ customer }) => customer ?? "This is not about one customer.",
  },
  read_history: {
    about: "Reads what the steps of this run have found and done so far.",
    source: "results of earlier steps",
    read: ({ customer: _customer, run: _run, inputs: _inputs, ...steps }) =>
      Object.keys(steps).length > 0 ? steps : "Nothing has been done in this run yet.",
  },
  read_playbook: {
    about: "Reads which playbook this is part of, who started it, and what it was started with.",
    source: "playbook",
    read: ({ run, inputs }) => ({ run, inputs }),
  },
};

/** The tools by these names, bound to what one run knows. */
export function readTools(names: readonly ReadToolName[], context: Context): Tool[] {
  return names.map((name) => {
    const { about, source, read } = readers[name];
    return defineTool({
      name,
      about,
      args: z.strictObject({}),
      use: () => ({ ok: true, text: JSON.stringify(untrusted(source, read(context))) }),
    });
  });
}
