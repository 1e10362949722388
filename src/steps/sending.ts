import { kindOf } from "./contents/all.ts";
import type { Content, Effects, Outcome } from "./world.ts";

/** Hands over what was approved; `then` is what follows once it has left. */
export async function sendApproved(
  effects: Effects,
  approved: Content | null,
  then: (content: Content) => Outcome,
): Promise<Outcome> {
  if (!approved) return { is: "failed", reason: "it was never approved", again: false };
  const sent = await effects.send(approved);
  switch (sent.is) {
    case "sent":
      return then(approved);
    case "refused":
      return { ...sent, is: "failed", outside: true };
    case "unknown":
      return { is: "unknown", reason: sent.reason };
  }
}

/** The end of a step whose only work it was. */
export function justSent(content: Content): Outcome {
  return { is: "done", output: kindOf(content).output(content), result: "sent" };
}
