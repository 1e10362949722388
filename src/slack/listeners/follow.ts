import type { Response } from "../../chat/chat.ts";
import type { Form } from "../../chat/replies.ts";
import { ownActs } from "../action-id.ts";
import type { Asker } from "../asker.ts";
import { formView } from "../views/form.ts";
import type { ListenerNeeds } from "./needs.ts";
import { changeWindow, openWindow } from "./windows.ts";

/** What the program answered, brought to the person. `window` is one that is open for it already. */
export async function follow(
  needs: ListenerNeeds,
  asker: Asker,
  response: Response,
  window: string | null = null,
): Promise<void> {
  const { form, replace, reply, everybody = false } = response;
  if (form) await showForm(needs, asker, form, window);
  if (replace) await needs.answers.replace(asker, replace);
  if (reply) await needs.answers.reply(asker, reply, everybody);
}

async function showForm(
  needs: ListenerNeeds,
  asker: Asker,
  form: Form,
  window: string | null,
): Promise<void> {
  const view = formView(form, asker.place);
  if (window !== null) {
    // who closed the window does not want the form
    await changeWindow(needs, window, view);
    return;
  }
  const { triggerId } = asker;
  const opened = triggerId === null ? null : await openWindow(needs, triggerId, view);
  if (opened !== null) return;
  const open = {
    label: form.title,
    act: ownActs.again,
    value: asker.key,
    style: "primary",
  } as const;
  await needs.answers.tell(
    asker,
    "Slack lets me open a form only right after a press. Please press here:",
    open,
  );
}
