import { z } from "zod";
import { justSent, sendApproved } from "./sending.ts";
import { defineStep } from "./step-type.ts";
import { Invitation } from "./world.ts";

/** Takes an invitation back: the same people receive its cancellation. */
export const cancelMeeting = defineStep({
  do: "cancel_meeting",
  about: "Cancels a meeting that people were invited to.",
  internal: true,
  example: `id: review_cancelled
do: cancel_meeting
of: review
iteration: 1
invitation: {}`,
  parks: false,
  form: { text: null, who: null },
  fields: () => ({
    of: z.string().describe("the step that invited them"),
    iteration: z.number().int().min(1).describe("which round of it"),
    invitation: Invitation.describe("the invitation as it was sent"),
  }),
  summary: (step) => `Cancel the meeting “${step.invitation.title}”`,
  results: () => ({ when: "date", to: "text" }),
  content({ of, iteration, invitation }) {
    const { title, sequence } = invitation;
    return {
      ...invitation,
      cancels: { step: of, iteration },
      body: `“${title}” does not take place.`,
      sequence: sequence + 1,
    };
  },
  begin: (_step, _world, effects, approved) => sendApproved(effects, approved, justSent),
  undo: () => ({ cannot: "a cancellation that was sent cannot be taken back" }),
  expect: (step) => ({
    says: `Cancel the meeting “${step.invitation.title}”`,
    lasts: { is: "instant" },
    result: "sent",
  }),
});
