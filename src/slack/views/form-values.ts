// what somebody typed into a form, read back by the names of its fields; and the form again, filled with it

import { z } from "zod";
import { truncate } from "../../grammar/words.ts";
import { context } from "./blocks.ts";
import { fieldAction, secretAction } from "./form.ts";
import { foreign } from "./text.ts";

const Option = z.looseObject({ value: z.string() });

/** One element's state, as Slack sends it. */
const Entered = z.looseObject({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  selected_user: z.string().nullish(),
  selected_option: Option.nullish(),
  selected_options: z.array(Option).optional(),
});
type Entered = z.infer<typeof Entered>;

const Block = z.looseObject({ type: z.string(), block_id: z.string() });
type Block = z.infer<typeof Block>;

/** A form's window as Slack sends it back. */
export const SentView = z.looseObject({
  id: z.string(),
  hash: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  title: z.looseObject({ text: z.string() }),
  submit: z.looseObject({ text: z.string() }).nullish(),
  blocks: z.array(Block),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), Entered)) }),
});
export type SentView = z.infer<typeof SentView>;

export type Fields = Record<string, string | string[]>;

/** Every input's value by its field's name; the parts of a long text become one again. */
export function fieldsOf(view: SentView): Fields {
  const fields: Fields = {};
  for (const { type, block_id } of view.blocks) {
    if (type !== "input") continue;
    const typed = view.state.values[block_id];
    const entered = typed?.[fieldAction] ?? typed?.[secretAction];
    const { name, by } = fieldOf(block_id);
    const value = entered ? valueOf(entered) : "";
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (typeof before === "string" && typeof value === "string" && value !== "")
      fields[name] = `${before}${by === "n" ? "\n" : ""}${value}`;
  }
  return fields;
}

/** Problems by field as problems by block: Slack takes no other names. */
export function errorsFor(
  view: SentView,
  problems: Record<string, string>,
): Record<string, string> {
  const inputs = view.blocks.filter(({ type }) => type === "input").map((it) => it.block_id);
  const [first] = inputs;
  const errors: Record<string, string> = {};
  for (const [name, problem] of Object.entries(problems)) {
    const block = inputs.find((id) => fieldOf(id).name === name) ?? first;
    if (block !== undefined)
      errors[block] = truncate([errors[block] ?? "", problem].join(" ").trim(), 2000);
  }
  return errors;
}

/** The same window again with what was entered, and beside each field what is wrong with it. */
export function refilled(
  view: SentView,
  problems: Record<string, string>,
): Record<string, unknown> {
  const errors = errorsFor(view, problems);
  return {
    type: "modal",
    callback_id: view.callback_id,
    private_metadata: view.private_metadata,
    title: view.title,
    ...(view.submit && { submit: view.submit }),
    close: { type: "plain_text", text: "Cancel" },
    // what an earlier look found wrong goes
    blocks: view.blocks.flatMap((block) => {
      if (block.block_id.startsWith(problemPrefix)) return [];
      const problem = errors[block.block_id];
      const entered = view.state.values[block.block_id]?.[fieldAction];
      const filled = entered && block.type === "input" ? filledBlock(block, entered) : block;
      if (problem === undefined) return [filled];
      const [note] = context(`:warning: ${foreign(problem)}`);
      return [filled, { ...note, block_id: problemPrefix + block.block_id }];
    }),
  };
}

const problemPrefix = "problem~";

const Element = z.looseObject({ type: z.string() });

function filledBlock(block: Block, entered: Entered): Block {
  const element = Element.safeParse(block["element"]);
  if (!element.success) return block;
  const blank = Object.fromEntries(
    Object.entries(element.data).filter(([name]) => !name.startsWith("initial_")),
  );
  return { ...block, element: { ...blank, ...initialOf(entered) } };
}

function initialOf(entered: Entered): Record<string, unknown> {
  const { value, selected_date, selected_user, selected_option, selected_options } = entered;
  const { selected_date_time } = entered;
  if (value) return { initial_value: value };
  if (selected_date_time) return { initial_date_time: selected_date_time };
  if (selected_date) return { initial_date: selected_date };
  if (selected_user) return { initial_user: selected_user };
  if (selected_option) return { initial_option: selected_option };
  if (selected_options && selected_options.length > 0) return { initial_options: selected_options };
  return {};
}

function valueOf(entered: Entered): string | string[] {
  if (entered.selected_date_time) return new Date(entered.selected_date_time * 1000).toISOString();
  if (entered.selected_options) return entered.selected_options.map(({ value }) => value);
  return (
    entered.value ??
    entered.selected_option?.value ??
    entered.selected_date ??
    entered.selected_user ??
    ""
  );
}

function fieldOf(blockId: string): { name: string; by: string } {
  const [, name = blockId, by = ""] = /^(.*)~\d+~(n?)$/s.exec(blockId) ?? [];
  return { name, by };
}
