import { firstSentences } from "./verbs/help.ts";
import type { Words } from "./replies.ts";
import { saying, words } from "./words.ts";

/** What the bot says first in a workspace: what it is for, and three sentences to try. */
export function firstSteps(hasModel: boolean): Words {
  const how = hasModel
    ? "Say what you need in your own words."
    : "No model is set up, so I write from templates.";
  return words(
    `Hello! I write playbooks for your customers, run them for months, and ask before anything reaches a customer. ${how} Try one of these:`,
    ...firstSentences.map((sentence, i) =>
      saying(labels[i] ?? sentence, sentence, ...(i === 0 ? (["primary"] as const) : [])),
    ),
  );
}

const labels = ["Create a renewal playbook", "See all playbooks", "See the numbers"];
