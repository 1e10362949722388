import { answerStep } from "../../engine/step-words.ts";
import type { Answer, Pressed, Response, Submitted } from "../chat.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import { say } from "../words.ts";
import { chosenBy, openAsk, over, placeOf } from "./step-place.ts";

/** An answer by one press that wants a reason: the press opens a window that asks for it. */
export async function pressWhy(needs: ChatNeeds, pressed: Pressed): Promise<Response> {
  const open = await openAsk(needs, pressed, placeOf(pressed.value));
  if ("refused" in open) return open.refused;
  const chosen = chosenBy(open.ask, pressed.value);
  if (!chosen) return say(over);
  return {
    form: {
      title: "Why?",
      submit: chosen.answer.slice(0, 24),
      act: "choose-with",
      value: pressed.value,
      intro: open.ask.title,
      fields: [{ name: "why", label: "In a sentence", kind: "text" }],
    },
  };
}

export async function submitWhy(needs: ChatNeeds, sent: Submitted): Promise<Answer> {
  const place = placeOf(sent.value);
  const open = await openAsk(needs, sent, place);
  if ("refused" in open) return open.refused;
  const chosen = chosenBy(open.ask, sent.value);
  const why = String(sent.fields["why"] ?? "").trim();
  if (!chosen) return say(over);
  if (why === "") return { problems: { why: "This is needed." } };
  const { workspaceId, by } = sent;
  const values = { [chosen.name]: chosen.answer, why };
  const counted = await answerStep(controlOf(needs), { ...place, workspaceId, by }, values);
  return counted ? {} : say(over);
}
