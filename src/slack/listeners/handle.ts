import { UserError } from "../../errors.ts";
import { isQuiet } from "../arrival.ts";
import { askerOf } from "../asker.ts";
import type { Work } from "../inbox.ts";
import { hear } from "./hear.ts";
import { showHome } from "./home.ts";
import type { ListenerNeeds } from "./needs.ts";
import { press } from "./press.ts";
import { submit } from "./submit.ts";
import { wentWrong } from "./went-wrong.ts";

const stranger =
  "I work for the people of one workspace only, and you are a guest from another one. Please ask somebody here to do it.";

const givenUp =
  "Something went wrong on our side each time I took up what you asked of me, so I gave it up. Please try once more.";

/** What was acknowledged and is not done must not vanish without a word. */
export async function giveUp({ answers }: ListenerNeeds, work: Work): Promise<void> {
  const { arrival } = work;
  const isOthersTalk = arrival.is === "heard" && arrival.via === "thread";
  if (!isQuiet(arrival) && !isOthersTalk) await answers.tell(askerOf(work), givenUp);
}

/** Does what came from Slack, the same for what has just come and for what a crash left. False: it came to nothing. */
export async function handle(needs: ListenerNeeds, work: Work): Promise<boolean> {
  const { arrival, acknowledge } = work;
  const asker = askerOf(work);
  try {
    if (arrival.isStranger) {
      await acknowledge?.();
      // talk between others in a thread is not said to us
      if (arrival.is !== "heard" || arrival.via !== "thread")
        await needs.answers.tell(asker, stranger);
      return true;
    }
    switch (arrival.is) {
      case "heard":
      case "command":
        await hear(needs, arrival, asker);
        return true;
      case "press":
        await press(needs, arrival, asker);
        return true;
      case "form":
        return await submit(needs, arrival, asker, acknowledge);
      case "home":
        await showHome(needs, arrival);
        return true;
      case "entered":
        await needs.chat.entered(arrival.workspaceId);
        return true;
    }
  } catch (error) {
    const isTheirs = error instanceof UserError;
    if (!isTheirs)
      needs.log.error("answering failed", { kind: arrival.is, key: arrival.key, error });
    // what waits in the database for its turn is not worth a word: Home is drawn again when it is opened
    if (!isQuiet(arrival)) await needs.answers.tell(asker, isTheirs ? error.message : wentWrong);
    return true;
  }
}
