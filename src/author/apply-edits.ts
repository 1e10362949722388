import type { Problem } from "../grammar/problem.ts";
import { compare } from "../playbook/compare.ts";
import { type Edit, editPlaybook } from "../playbook/edit.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { readPlaybook } from "../playbook/read.ts";
import type { AuthorContext, Changed } from "./author.ts";
import { doubtsAbout } from "./doubts.ts";

export type Applied =
  | { is: "applied"; source: string; playbook: Playbook }
  /** it could be edited, and cannot be read any more */
  | { is: "broken"; source: string; problems: Problem[] }
  | { is: "refused"; wrong: string };

export function applyEdits(
  { surroundings }: AuthorContext,
  source: string,
  edits: readonly Edit[],
): Applied {
  const edited = editPlaybook(source, edits);
  if (!edited.ok) return { is: "refused", wrong: edited.wrong };
  const reading = readPlaybook(edited.source, surroundings);
  return reading.ok
    ? { is: "applied", source: edited.source, playbook: reading.playbook }
    : { is: "broken", source: edited.source, problems: reading.problems };
}

/** What a change came to, in words. What was doubtful before it (null: it could not be read) is not said again. */
export function changedBy(
  context: AuthorContext,
  before: Playbook | null,
  { source: text, playbook }: Applied & { is: "applied" },
  notes: readonly string[],
): Changed {
  const changes = before ? compare(before, playbook) : [];
  if (before && changes.length === 0)
    return { is: "unchanged", because: "It says so already, so nothing changes." };
  const doubtful = doubtsIn(playbook, context);
  const known = before && doubtful.length > 0 ? doubtsIn(before, context) : [];
  const doubts = doubtful.filter((doubt) => !known.includes(doubt));
  return { is: "written", source: text, playbook, notes: [...notes, ...doubts], changes };
}

function doubtsIn(playbook: Playbook, context: AuthorContext): string[] {
  return doubtsAbout(playbook, context).map(({ message }) => message);
}
