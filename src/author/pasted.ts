import { compare } from "../playbook/compare.ts";
import { readPlaybook } from "../playbook/read.ts";
import type { AuthorContext, Changed } from "./author.ts";
import { doubtsAbout } from "./doubts.ts";

/** The whole text of a playbook in what somebody typed, in a fence or by itself; null when there is none. */
export function pastedText(typed: string): string | null {
  // every other piece between fences lies inside one, behind the name of its language
  const inside = typed
    .split("```")
    .filter((_piece, i) => i % 2 === 1)
    .map((piece) => piece.replace(/^[ \t]*\w*[ \t]*\n/, ""))
    .find(isWhole);
  if (inside !== undefined) return `${inside.trimEnd()}\n`;
  return isWhole(typed) ? typed : null;
}

// comments and the line --- may stand before the first field
function isWhole(text: string): boolean {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.find((line) => line !== "" && line !== "---" && !line.startsWith("#"));
  return first !== undefined && /^format\s*:/.test(first);
}

/** The text takes the place of the old one, if it can be read. */
export function fromPasted(context: AuthorContext, source: string, pasted: string): Changed {
  const after = readPlaybook(pasted, context.surroundings);
  if (!after.ok) {
    const count = after.problems.length;
    const because = `The text you pasted cannot be used yet: ${count === 1 ? "there is a problem" : `there are ${count} problems`}. Mend it and paste it again; until then all stays as it was.`;
    return { is: "not-written", because, partial: { source: pasted, problems: after.problems } };
  }
  if (pasted.trimEnd() === source.trimEnd())
    return { is: "unchanged", because: "That is the text it has already." };
  const before = readPlaybook(source, context.surroundings);
  const notes = doubtsAbout(after.playbook, context).map(({ message }) => message);
  if (before.ok && before.playbook.id !== after.playbook.id)
    notes.unshift(
      `Its id is ${after.playbook.id} now and not ${before.playbook.id}, so it becomes a playbook of its own.`,
    );
  return {
    is: "written",
    source: pasted.endsWith("\n") ? pasted : `${pasted}\n`,
    playbook: after.playbook,
    notes,
    changes: before.ok ? compare(before.playbook, after.playbook) : [],
  };
}
