import type { Help } from "../../chat/replies.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { foreign } from "./text.ts";

export function helpView({ nearest, groups, tries }: Help): Drawn {
  const first =
    nearest === null
      ? "*What you can ask me*"
      : `I do not understand that. Did you mean \`${foreign(nearest, 150)}\`?`;
  const body = groups
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ title, lines }) => {
      const said = lines.map(({ say, does }) => `• \`${foreign(say, 150)}\` – ${foreign(does)}`);
      return section([`*${foreign(title)}*`, ...said].join("\n"));
    });
  return fit({
    text: nearest === null ? "What you can ask me" : `Did you mean “${foreign(nearest, 150)}”?`,
    // whoever mistyped wants the one word, not the whole list
    head: [...section(first), ...(nearest === null ? [] : actions(tries))],
    body: nearest === null ? body : [],
    foot: [
      ...(nearest === null ? actions(tries) : []),
      ...context(
        nearest === null
          ? "Say it here, as `/playbook …` or, anywhere I am, as `@Playbooks …`"
          : "Say `help` to see what I understand.",
      ),
    ],
  });
}
