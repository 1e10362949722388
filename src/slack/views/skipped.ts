import type { SkippedShown } from "../../chat/replies.ts";
import { plural } from "../../grammar/words.ts";
import { context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { day, dotted, foreign } from "./text.ts";

export function skippedView({ period, starts, more }: SkippedShown): Drawn {
  const lately = foreign(period, 40);
  const count = `${more ? "the latest " : ""}${plural(starts.length, "start")}`;
  const title =
    starts.length === 0 ? `Nothing was held back in the ${lately}.` : `Held back, ${count}`;
  return fit({
    text: title,
    head: section(`*${title}*`),
    body: starts.flatMap((start) => section(startLine(start))),
    foot: starts.length === 0 ? [] : context(`In the ${lately}, by each playbook's own limits`),
  });
}

function startLine({ playbook, customer, reason, at }: SkippedShown["starts"][number]): string {
  const name = dotted([foreign(customer ?? "", 80), foreign(playbook, 80)]);
  return `:no_entry_sign: *${name}*\n${dotted([day(at), foreign(reason, 250)])}`;
}
