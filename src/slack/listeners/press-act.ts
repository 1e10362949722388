import type { Response } from "../../chat/chat.ts";
import { ownActs } from "../action-id.ts";
import type { Pressed } from "../arrival.ts";
import type { Asker } from "../asker.ts";
import { doneView } from "../views/form.ts";
import { follow } from "./follow.ts";
import type { ListenerNeeds } from "./needs.ts";
import { changeWindow, openWhenSlow } from "./windows.ts";

/** A button of the program's own was pressed. */
export async function pressAct(
  needs: ListenerNeeds,
  pressed: Pressed & { act: string },
  asker: Asker,
): Promise<void> {
  const { workspaceId, by, act, value } = pressed;
  const { chat, answers } = needs;
  const needsPress = chat.replayOf(act) === "ask again";
  if (needsPress && !asker.isFirst) {
    const again = {
      label: "Do it now",
      act: ownActs.again,
      value: asker.key,
      style: "primary",
    } as const;
    return answers.tellDirectly(
      asker,
      "I was interrupted while you pressed a button. To be safe I did nothing: please press again.",
      again,
    );
  }
  const { triggerId } = asker;
  const window =
    needsPress && triggerId !== null ? openWhenSlow(needs, triggerId) : async () => null;
  const place = asker.place ?? { channel: by, thread: null, direct: true };
  try {
    const response = await chat.press({ workspaceId, by, act, value, place, key: asker.key });
    await answer(needs, asker, response, await window());
  } catch (error) {
    const open = await window();
    if (open !== null)
      await changeWindow(needs, open, doneView("That did not work; I wrote to you why."));
    throw error;
  }
}

/** A window that was opened for a form says what came instead, if none did. */
async function answer(
  needs: ListenerNeeds,
  asker: Asker,
  response: Response,
  window: string | null,
): Promise<void> {
  const { form, reply, everybody } = response;
  if (window === null || form) return follow(needs, asker, response, window);
  const isShort = reply?.is === "words" && reply.buttons.length === 0 && !everybody;
  const isShown = await changeWindow(needs, window, doneView(isShort ? reply.text : ""));
  // who has closed the window meanwhile is told where the button was
  const { reply: _said, ...rest } = response;
  return follow(needs, asker, isShort && isShown ? rest : response);
}
