import { z } from "zod";
import { checkBlocks } from "../blocks/check-blocks.ts";
import { checkView } from "../blocks/check-view.ts";
import type { Problem } from "../blocks/problem.ts";
import { readJson, shortId } from "../messages/content.ts";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { defineMethod } from "./method.ts";

const Sent = z.looseObject({ blocks: z.unknown(), type: z.unknown() });

/** Checks blocks, a message or a view, and does nothing else. */
export const validateBlocks = defineMethod({
  name: "blocks.validate",
  tier: "t4",
  takes: {
    blocks: z.unknown().optional(),
    message: z.unknown().optional(),
    view: z.unknown().optional(),
  },
  run(world, given) {
    const kinds = (["blocks", "message", "view"] as const).filter(
      (kind) => given[kind] !== undefined,
    );
    const [kind] = kinds;
    if (!kind || kinds.length > 1)
      throw invalid("must provide exactly one of `blocks`, `view`, or `message`");
    const raw = readJson(given[kind], "invalid_arguments");
    const problems = problemsIn(world, kind, raw);
    if (problems.length === 0) return {};
    throw new Refusal(`invalid_${kind}`, {
      errors: problems.map(({ message, pointer, constraint }) => ({
        code: "failed_constraint",
        message,
        pointer,
        ...(constraint && { constraint }),
      })),
    });
  },
});

function problemsIn(world: World, kind: "blocks" | "message" | "view", raw: unknown): Problem[] {
  const newId = shortId(world);
  if (kind === "blocks")
    return problemsOf(checkBlocks(raw, { surface: "message", newId, root: "" }));
  const sent = Sent.safeParse(raw);
  if (!sent.success) throw invalid(`\`${kind}\` must be a JSON object`);
  if (kind === "message")
    return problemsOf(checkBlocks(sent.data.blocks ?? [], { surface: "message", newId }));
  const type = sent.data.type === "home" ? "home" : "modal";
  const checked = checkView(raw, { type, newId, root: "" });
  if (checked.is === "too-large") return [{ message: "view is too large", pointer: "" }];
  return problemsOf(checked);
}

type Checked = { is: "good" } | { is: "bad"; problems: Problem[] };

function problemsOf(checked: Checked): Problem[] {
  return checked.is === "bad" ? checked.problems : [];
}

function invalid(message: string): Refusal {
  return new Refusal("invalid_arguments", { response_metadata: { messages: [message] } });
}
