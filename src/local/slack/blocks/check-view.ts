import { z } from "zod";
import type { Block } from "./block.ts";
import { checkBlocks } from "./check-blocks.ts";
import { type Problem, problemsOf } from "./problem.ts";
import { plainText } from "./text.ts";

const shared = {
  blocks: z.unknown(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
};

const Modal = z.strictObject({
  type: z.literal("modal"),
  ...shared,
  title: plainText(24),
  close: plainText(24).optional(),
  submit: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
const Home = z.strictObject({ type: z.literal("home"), ...shared });
const AnyView = z.discriminatedUnion("type", [Modal, Home]);

/** A view as an app sends it, before Slack gives it an id. */
export type SentView = Omit<z.infer<typeof Modal>, "blocks" | "type" | "title"> & {
  type: "modal" | "home";
  title?: z.infer<typeof Modal>["title"];
  blocks: Block[];
};

export type CheckedView =
  | { is: "good"; view: SentView }
  | { is: "too-large" }
  | { is: "bad"; problems: Problem[] };

const largest = 250_000;

export function checkView(
  raw: unknown,
  { type, newId, root = "/view" }: { type: "modal" | "home"; newId: () => string; root?: string },
): CheckedView {
  if (JSON.stringify(raw ?? null).length > largest) return { is: "too-large" };
  const read = AnyView.safeParse(raw, { reportInput: true });
  if (!read.success) return { is: "bad", problems: problemsOf(read.error, root) };
  if (read.data.type !== type) return bad(`unsupported type: ${read.data.type}`, `${root}/type`);
  if (read.data.blocks === undefined) return bad("missing required field: blocks", root);
  const checked = checkBlocks(read.data.blocks, { surface: type, newId, root: `${root}/blocks` });
  if (checked.is === "bad") return checked;
  const needsSubmit = type === "modal" && checked.blocks.some((block) => block.type === "input");
  if (needsSubmit && !("submit" in read.data)) return bad("missing required field: submit", root);
  return { is: "good", view: { ...read.data, blocks: checked.blocks } };
}

function bad(message: string, pointer: string): CheckedView {
  return { is: "bad", problems: [{ message, pointer }] };
}
