import type { FileShown, Words } from "../../chat/replies.ts";
import { actions, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { foreign, spoken } from "./text.ts";

export function wordsView({ text, buttons }: Words): Drawn {
  const said = spoken(text);
  return fit({ text: said, head: [], body: section(said), foot: actions(buttons) });
}

/** What stands beside a file, or in its place where it cannot be sent. */
export function fileView({ comment, name }: FileShown): Drawn {
  const said = `${spoken(comment)} (${foreign(name)})`;
  return { text: said, blocks: section(said) };
}
