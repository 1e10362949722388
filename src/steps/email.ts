import { z } from "zod";
import { isAddress } from "../grammar/address.ts";
import type { Type } from "../grammar/catalogue.ts";
import { contact, text } from "../grammar/field.ts";
import { listInWords } from "../grammar/words.ts";
import { withBlanks } from "./blanks.ts";
import { isRole, recipientsInWords } from "./recipients.ts";
import { justSent, sendApproved } from "./sending.ts";
import { defineStep } from "./step-type.ts";
import type { World } from "./world.ts";

// whoever of `to` it really goes to
const recipient: Type = { fields: { name: "text", first_name: "text", email: "text" } };

export const email = defineStep({
  do: "email",
  about: "Sends an email to the customer, after somebody approved exactly that email.",
  example: `id: offer
do: email
to: [champion, primary]
subject: "Your renewal, {{customer.name}}"
body: |
  Hi {{default customer.champion.first_name "there"}},
  your plan renews on {{date customer.renewal_date}}.`,
  parks: false,
  form: { text: "body", who: "to" },
  sees: { subject: { recipient }, body: { recipient } },
  fields: () => ({
    to: z
      .union([
        contact("who at the customer receives it"),
        z.array(contact("tried in this order")).min(1).max(5),
      ])
      .describe("champion, sponsor, billing, primary or an address; a list is tried in order"),
    from: z
      .enum(["csm", "owner"])
      .describe("whose name it carries; the csm's by default")
      .optional(),
    subject: text("the subject line"),
    body: text("the mail, as plain text; an empty line makes a paragraph"),
  }),
  summary: (step) => `Email ${recipientsInWords(step.to)}: ${withBlanks(step.subject)}`,
  faults: (step) =>
    [step.to].flat().flatMap((to, i) => {
      if (!to.includes("@") || isAddress(to)) return [];
      const path = typeof step.to === "string" ? ["to"] : ["to", i];
      const fix = "Write one address, such as ana@acme.example.";
      return [{ code: "not-allowed" as const, path, message: `"${to}" is no address.`, fix }];
    }),
  gist: (step) => `to ${recipientsInWords(step.to)}`,
  results: () => ({ to: "text", subject: "text" }),
  content(step, world) {
    const to = firstReachable(step.to, world);
    if (!to)
      return {
        held: `nobody to send to: the customer has no ${listInWords([step.to].flat(), "or")}`,
      };
    const from = world.person(step.from ?? "csm");
    const seen = { recipient: { name: to.name, first_name: to.firstName, email: to.address } };
    return {
      kind: "email",
      to: { name: to.name, address: to.address, contact: to.contact },
      from: { name: from?.name ?? "Customer Success", address: from?.email ?? null },
      subject: world.render(step.subject, "header", seen),
      body: world.render(step.body, "plain", seen).trimEnd(),
    };
  },
  begin: (_step, _world, effects, approved) => sendApproved(effects, approved, justSent),
  undo: () => ({ cannot: "a mail that was sent cannot be taken back" }),
  expect: (step) => ({
    says: `Email ${recipientsInWords(step.to)}`,
    lasts: { is: "instant" },
    result: "sent",
  }),
});

function firstReachable(to: string | string[], world: World) {
  for (const wanted of typeof to === "string" ? [to] : to) {
    if (!isRole(wanted)) {
      if (isAddress(wanted))
        return { name: wanted, firstName: null, address: wanted, contact: "address" };
      continue;
    }
    const found = world.contact(wanted);
    if (found && isAddress(found.address)) return { ...found, contact: wanted };
  }
  return null;
}
