import { channel, text } from "../grammar/field.ts";
import { defineStep } from "./step-type.ts";

export const message = defineStep({
  do: "message",
  about: "Posts a message to colleagues in Slack.",
  example: `id: heads_up
do: message
to: renewals
text: "{{customer.name}} renews on {{date customer.renewal_date}}."`,
  parks: false,
  form: { text: "text", who: "to" },
  fields: () => ({
    to: channel(
      "a channel, or csm, manager, owner, starter, @somebody; left out, the run's own thread",
    ).optional(),
    text: text("what it says"),
  }),
  summary: (step) => `Post to ${placeInWords(step.to)}`,
  gist: (step) => `to ${placeInWords(step.to)}`,
  results: () => ({}),
  async begin(step, world) {
    return {
      is: "done",
      result: "posted",
      posts: [{ to: step.to ?? null, text: world.render(step.text, "mrkdwn") }],
    };
  },
  expect: (step, world) => ({
    says: `Post to ${step.to ?? "the run's thread"}: ${world.render(step.text, "plain")}`,
    lasts: { is: "instant" },
    result: "posted",
  }),
});

const roles = ["csm", "manager", "owner", "starter"];

/** "#renewals", "the manager"; without a place of its own, the run's thread */
export function placeInWords(to: string | undefined): string {
  if (to === undefined) return "this thread";
  if (roles.includes(to)) return `the ${to}`;
  return /^[@#]/.test(to) ? to : `#${to}`;
}
