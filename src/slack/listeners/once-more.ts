// buttons of this folder's own: to do again what needs a live press, and to open a form again as it was filled

import { readArrival } from "../read-arrival.ts";
import { findArrival } from "../../store/inbox.ts";
import type { Arrival, Pressed } from "../arrival.ts";
import type { Asker } from "../asker.ts";
import { refilled } from "../views/form-values.ts";
import { hear } from "./hear.ts";
import type { ListenerNeeds } from "./needs.ts";
import { pressAct } from "./press-act.ts";
import { openWindow } from "./windows.ts";

/** What was said or pressed before, now with a press that can open a window. */
export async function doAgain(needs: ListenerNeeds, pressed: Pressed, asker: Asker): Promise<void> {
  const earlier = await earlierOf(needs, pressed, asker);
  if (!earlier) return;
  // answered where it was said, at the address of the button that was pressed now
  const again: Asker = { ...asker, place: "place" in earlier ? earlier.place : asker.place };
  if (earlier.is === "heard" || earlier.is === "command") return hear(needs, earlier, again);
  if (earlier.is === "press" && earlier.act !== null)
    return pressAct(needs, { ...earlier, act: earlier.act }, again);
}

export async function reopen(needs: ListenerNeeds, pressed: Pressed, asker: Asker): Promise<void> {
  const earlier = await earlierOf(needs, pressed, asker);
  if (earlier?.is !== "form" || asker.triggerId === null) return;
  const opened = await openWindow(needs, asker.triggerId, refilled(earlier.view, {}));
  if (opened === null)
    await needs.answers.tell(asker, "Slack was too slow to open the form. Please press again.");
}

async function earlierOf(
  { pool, self, answers }: ListenerNeeds,
  { workspaceId, value, by }: Pressed,
  asker: Asker,
): Promise<Arrival | null> {
  const row = await findArrival(pool, { workspaceId, key: value });
  const earlier = row && readArrival(row.body, self);
  if (earlier?.by === by) return earlier;
  await answers.tell(
    asker,
    earlier
      ? "This button is for somebody else."
      : "That is too long ago for me to find it. Please say it again.",
  );
  return null;
}
