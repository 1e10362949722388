import { z } from "zod";
import type { Type } from "../grammar/catalogue.ts";
import { contact, text } from "../grammar/field.ts";
import { phoneNumber } from "../grammar/phone.ts";
import { listInWords, truncate } from "../grammar/words.ts";
import { withBlanks } from "./blanks.ts";
import { smsFault } from "./contents/sms.ts";
import { isRole, recipientsInWords } from "./recipients.ts";
import { justSent, sendApproved } from "./sending.ts";
import { defineStep } from "./step-type.ts";
import type { World } from "./world.ts";

// whoever of `to` it really goes to
const recipient: Type = { fields: { name: "text", first_name: "text", phone: "text" } };

export const sms = defineStep({
  do: "sms",
  about: "Sends a text message to the customer, after somebody approved exactly that one.",
  example: `id: nudge
do: sms
to: [champion, primary]
body: 'Hi {{default recipient.first_name "there"}}, your renewal papers are in your mailbox.'`,
  parks: false,
  form: { text: "body", who: "to" },
  sees: { body: { recipient } },
  fields: () => ({
    to: z
      .union([
        contact("who at the customer receives it"),
        z.array(contact("tried in this order")).min(1).max(5),
      ])
      .describe("champion, sponsor, billing, primary or a number; a list is tried in order"),
    body: text("the message, at most 480 characters once it is filled in"),
  }),
  summary: (step) => `Text ${recipientsInWords(step.to)}: ${truncate(withBlanks(step.body), 40)}`,
  faults: (step) =>
    [step.to].flat().flatMap((to, i) => {
      if (isRole(to) || phoneNumber(to) !== null || !/^\+|@/.test(to)) return [];
      const path = typeof step.to === "string" ? ["to"] : ["to", i];
      const fix = "Write one number with its country, such as +49 30 231251.";
      return [
        { code: "not-allowed" as const, path, message: `"${to}" is no telephone number.`, fix },
      ];
    }),
  gist: (step) => `to ${recipientsInWords(step.to)}`,
  results: () => ({ to: "text" }),
  content(step, world) {
    const to = firstReachable(step.to, world);
    if (!to) {
      const wanted = listInWords([step.to].flat(), "or");
      return { held: `nobody to send to: the customer has no ${wanted} with a mobile number` };
    }
    const seen = { recipient: { name: to.name, first_name: to.firstName, phone: to.address } };
    const body = world.render(step.body, "plain", seen).trimEnd();
    const fault = smsFault(body);
    if (fault !== null) return { held: fault };
    const { name, address, contact: as } = to;
    return { kind: "sms", to: { name, address, contact: as }, body };
  },
  begin: (_step, _world, effects, approved) => sendApproved(effects, approved, justSent),
  undo: () => ({ cannot: "a text message that was sent cannot be taken back" }),
  expect: (step) => ({
    says: `Text ${recipientsInWords(step.to)}`,
    lasts: { is: "instant" },
    result: "sent",
  }),
});

function firstReachable(to: string | string[], world: World) {
  for (const wanted of [to].flat()) {
    const number = phoneNumber(wanted);
    if (number !== null)
      return { name: number, firstName: null, address: number, contact: "number" };
    const found = isRole(wanted) ? world.contact(wanted) : null;
    const address = found?.phone == null ? null : phoneNumber(found.phone);
    if (found && address !== null)
      return { name: found.name, firstName: found.firstName, address, contact: wanted };
  }
  return null;
}
