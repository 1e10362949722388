import { UserError } from "../../errors.ts";
import { forgetArrival } from "../../store/inbox.ts";
import type { Answer, Response } from "../../chat/chat.ts";
import { ownActs } from "../action-id.ts";
import type { Sent } from "../arrival.ts";
import type { Asker } from "../asker.ts";
import type { Acknowledge } from "../inbox.ts";
import { doneView, formView, waitingView } from "../views/form.ts";
import { errorsFor, fieldsOf, refilled } from "../views/form-values.ts";
import { follow } from "./follow.ts";
import { showHome } from "./home.ts";
import type { ListenerNeeds } from "./needs.ts";
import { changeWindow } from "./windows.ts";
import { wentWrong } from "./went-wrong.ts";

type Problems = Record<string, string>;

/** A form was sent. False: it came to nothing, so the same may be sent again. */
export async function submit(
  needs: ListenerNeeds,
  sent: Sent,
  asker: Asker,
  acknowledge: Acknowledge | null,
): Promise<boolean> {
  const answering = answerTo(needs, sent);
  if (!acknowledge) return submitLeft(needs, sent, asker, await answering);
  const slow = new Promise<"slow">((resolve) =>
    setTimeout(() => resolve("slow"), needs.pace.formMs),
  );
  const answer = await Promise.race([answering, slow]);
  if (answer === "slow") {
    await acknowledge({ response_action: "update", view: waitingView() });
    return submitLate(needs, sent, asker, await answering);
  }
  if ("problems" in answer) return keepOpen(needs, sent, asker, answer.problems, acknowledge);
  const { form } = answer;
  if (form) await acknowledge({ response_action: "update", view: formView(form, sent.place) });
  else await acknowledge();
  await after(needs, sent, asker, answer);
  return true;
}

/** What the program says to it. What went wrong is a problem of the form: what was typed stays in it. */
async function answerTo({ chat, log }: ListenerNeeds, sent: Sent): Promise<Answer> {
  const { workspaceId, by, act, value, key, view } = sent;
  try {
    return await chat.submit({ workspaceId, by, act, value, fields: fieldsOf(view), key });
  } catch (error) {
    if (!(error instanceof UserError)) log.error("a form failed", { act, key, error });
    return { problems: { "": error instanceof UserError ? error.message : wentWrong } };
  }
}

async function keepOpen(
  { answers, pool, log }: ListenerNeeds,
  sent: Sent,
  asker: Asker,
  problems: Problems,
  acknowledge: Acknowledge,
): Promise<boolean> {
  const { view } = sent;
  // before the person can send it again, or that would pass for a repetition
  await forgetArrival(pool, sent).catch((error: unknown) =>
    log.warn("a form could not be forgotten yet", { error }),
  );
  const errors = errorsFor(view, problems);
  const hasPlace = Object.keys(errors).length > 0;
  await acknowledge(hasPlace ? { response_action: "errors", errors } : undefined);
  // a form without fields has no place for words
  if (!hasPlace) await answers.tell(asker, Object.values(problems).join(" "));
  return false;
}

/** The window says "working on it" by now. */
async function submitLate(
  needs: ListenerNeeds,
  sent: Sent,
  asker: Asker,
  answer: Answer,
): Promise<boolean> {
  const { view } = sent;
  if ("problems" in answer) {
    const isOpen = await changeWindow(needs, view.id, refilled(view, answer.problems));
    if (!isOpen) await offerAgain(needs, sent, asker, answer.problems);
    return true;
  }
  const { form, reply } = answer;
  const said = reply?.is === "words" ? reply.text : "";
  await changeWindow(needs, view.id, form ? formView(form, sent.place) : doneView(said));
  await after(needs, sent, asker, answer);
  return true;
}

/** Nobody waits any more: what was sent counts, and what is wrong with it is said with a way back to it. */
async function submitLeft(
  needs: ListenerNeeds,
  sent: Sent,
  asker: Asker,
  answer: Answer,
): Promise<boolean> {
  if ("problems" in answer) await offerAgain(needs, sent, asker, answer.problems);
  else await after(needs, sent, asker, answer);
  return true;
}

async function offerAgain(
  { answers }: ListenerNeeds,
  { view, key }: Sent,
  asker: Asker,
  problems: Problems,
) {
  const said = Object.values(problems).map((problem) => `• ${problem}`);
  const open = {
    label: "Open it again",
    act: ownActs.reopen,
    value: key,
    style: "primary",
  } as const;
  const text = [`“${view.title.text}” was not accepted yet. What you typed is kept.`, ...said].join(
    "\n",
  );
  await answers.tellDirectly(asker, text, open);
}

/** What is left to say once the window shows what it should. */
async function after(
  needs: ListenerNeeds,
  sent: Sent,
  asker: Asker,
  { form: _shown, ...response }: Response,
): Promise<void> {
  await follow(needs, asker, response);
  // a form without a place was opened from Home, which may show something else now
  if (sent.place === null) await showHome(needs, sent);
}
