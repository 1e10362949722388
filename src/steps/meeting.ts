import { z } from "zod";
import { isAddress } from "../grammar/address.ts";
import { condition, contact, datePhrase, duration, person, text } from "../grammar/field.ts";
import { listInWords } from "../grammar/words.ts";
import { dateInWords, timeInWords } from "../grammar/zoned.ts";
import { withBlanks } from "./blanks.ts";
import { afterHeard, afterInvited, endingsOf } from "./meeting-end.ts";
import { isRole, recipientsInWords } from "./recipients.ts";
import { sendApproved } from "./sending.ts";
import { defineStep } from "./step-type.ts";
import { Invitation, type World } from "./world.ts";

export const meeting = defineStep({
  do: "meeting",
  about: "Invites people at the customer to a meeting, and waits until it was held.",
  example: `id: review
do: meeting
title: Quarterly review with {{customer.name}}
to: [champion, sponsor]
duration: 45 minutes
when: 10 business days later at 10:00`,
  parks: true,
  form: { text: "title", who: "to" },
  sees: { match: { event: "unknown" } },
  fields: () => ({
    title: text("what the meeting is called"),
    to: z
      .union([
        contact("who at the customer is invited"),
        z.array(contact("invited as well")).min(1).max(10),
      ])
      .describe("champion, sponsor, billing, primary or an address; all of a list are invited"),
    duration: duration("how long the meeting is"),
    when: datePhrase(
      "when the meeting is; left out: whoever approves the invitation sets it",
    ).optional(),
    host: person("who invites them: csm (default), manager, owner or @somebody").optional(),
    details: text("what it is about, for those who are invited").optional(),
    done_when: z
      .enum(["sent", "accepted", "held"])
      .describe(
        "what ends the step; held without it: its host is asked when it is over, and `timeout` counts from then. With accepted it ends as accepted, declined or held",
      )
      .optional(),
    match: condition(
      "which meeting.* events are about it; sees `event`. Without it all of the customer's are, but those whose `uid` is another invitation's",
    ).optional(),
  }),
  summary: (step) =>
    `Invite ${recipientsInWords(step.to, "and")} to ${withBlanks(step.title)}${on(step)}`,
  gist: (step) => `with ${recipientsInWords(step.to, "and")}${on(step)}`,
  faults: (step) =>
    [step.to].flat().flatMap((to, i) => {
      if (isRole(to) || isAddress(to) || !to.includes("@")) return [];
      const path = typeof step.to === "string" ? ["to"] : ["to", i];
      const fix = "Write one address, such as ana@acme.example.";
      return [{ code: "not-allowed" as const, path, message: `"${to}" is no address.`, fix }];
    }),
  results: (step) => ({ when: "date", to: "text", result: { oneOf: endingsOf(step) } }),
  content(step, world) {
    const { host: wanted = "csm", when } = step;
    const host = hostFor(wanted, world);
    if (!host) return { held: `there is no "${wanted}" with an email address who could invite` };
    const to = invited(step.to, world);
    if (to.length === 0) {
      const roles = listInWords([step.to].flat(), "or");
      return { held: `nobody to invite: the customer has no ${roles} with an email address` };
    }
    const at = when === undefined ? null : world.moment(when);
    if (when !== undefined && !at) return { held: `the date of "${when}" is not known` };
    if (at && at <= world.now) return { held: `the meeting's time, ${when}, has passed` };
    const title = world.render(step.title, "plain").replaceAll(/\s+/g, " ").trim();
    const otherwise = `${host.name} invites you to “${title}”.`;
    return {
      kind: "meeting",
      cancels: null,
      to,
      host,
      hosts: hostsBeside(host, world),
      title,
      body: step.details === undefined ? otherwise : world.render(step.details, "plain").trimEnd(),
      at: at?.toISOString() ?? null,
      minutes: minutesOf(step.duration, world),
      zone: world.zone,
      sequence: 0,
    };
  },
  begin: (step, _world, effects, approved) =>
    sendApproved(effects, approved, (content) => afterInvited(step, content)),
  sent: afterInvited,
  resume: (step, signal, _world, kept) => afterHeard(step, signal, kept),
  undo(step, { iteration, output, result }) {
    if (result === "held") return { cannot: "the meeting was held" };
    const sent = Invitation.safeParse(output["invitation"]);
    if (!sent.success) return { cannot: "the invitation was sent by hand, so a person cancels it" };
    const cancel = { id: `${step.id}_cancelled`, do: "cancel_meeting", of: step.id, iteration };
    return { steps: [{ ...cancel, invitation: sent.data, approval: step.approval }] };
  },
  expect(step, world) {
    const says = `Invite ${recipientsInWords(step.to, "and")} to ${world.render(step.title, "plain")}`;
    const { done_when: until = "held", timeout, when } = step;
    if (until === "sent") return { says, lasts: { is: "instant" }, result: "sent" };
    const begins = when === undefined ? null : world.moment(when);
    const held = begins && world.after(begins, step.duration);
    const who = world.person(step.host ?? "csm")?.name ?? "its host";
    if (until === "held" && begins && held) {
      const day = `${dateInWords(begins, world.zone, world.now)}, ${timeInWords(begins, world.zone)}`;
      const note = `it is on ${day}; asked when it is over`;
      return { says, note, lasts: { is: "people", who, from: held }, result: until };
    }
    const atMost = timeout === undefined ? null : world.after(world.now, timeout);
    const name = until === "held" ? "it to be held" : "their answer";
    return { says, lasts: { is: "event", name, atMost }, result: until };
  },
});

function on({ when }: { when?: string | undefined }): string {
  return when === undefined ? "" : `, ${when}`;
}

function invited(to: string | string[], world: World) {
  const found = [to].flat().flatMap((wanted) => {
    if (isAddress(wanted)) return [{ name: wanted, address: wanted, contact: "address" }];
    const it = isRole(wanted) ? world.contact(wanted) : null;
    return it && isAddress(it.address)
      ? [{ name: it.name, address: it.address, contact: wanted }]
      : [];
  });
  // one person may have several roles
  return found.filter(({ address }, i) => found.findIndex((it) => it.address === address) === i);
}

function hostFor(who: string, world: World) {
  const found = world.person(who);
  if (!found?.email || !isAddress(found.email)) return null;
  return { id: found.id, name: found.name, address: found.email };
}

function hostsBeside(host: Invitation["host"], world: World) {
  const all = ["csm", "manager", "owner", "starter"].flatMap((who) => hostFor(who, world) ?? []);
  const others = all.filter(({ id }, i) => all.findIndex((it) => it.id === id) === i);
  return [host, ...others.filter(({ id }) => id !== host.id)];
}

function minutesOf(length: string, { now, after }: World): number {
  return Math.round((after(now, length).getTime() - now.getTime()) / 60_000);
}
