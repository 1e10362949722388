import { ownActs } from "../action-id.ts";
import type { Pressed } from "../arrival.ts";
import type { Asker } from "../asker.ts";
import { showHome } from "./home.ts";
import type { ListenerNeeds } from "./needs.ts";
import { doAgain, reopen } from "./once-more.ts";
import { pressAct } from "./press-act.ts";

const outdated =
  "This button is from an older version of me and does nothing any more. Ask me again, and I will show you how things stand.";

export async function press(needs: ListenerNeeds, pressed: Pressed, asker: Asker): Promise<void> {
  const { act } = pressed;
  if (act === null) return needs.answers.tell(asker, outdated);
  if (act === ownActs.again) return doAgain(needs, pressed, asker);
  if (act === ownActs.reopen) return reopen(needs, pressed, asker);
  await pressAct(needs, { ...pressed, act }, asker);
  if (pressed.onHome) await showHome(needs, pressed);
}
