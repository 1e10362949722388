import { listInWords } from "../grammar/words.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Plain, Rule, Standing } from "./plain.ts";
import { edits, personIn, quoted, say, setting, somebody, withStep } from "./plain-words.ts";

/** Who approves is a matter of words; that somebody approves is not. */
export const approvalRules: readonly Rule[] = [turnOff, whoApproves, addApproval];

const off =
  /\b(?:without|no|skip|turn(?:ing)? off|switch off|disable|remove|drop|delete|don'?t need|stop asking for)\b.*\bapprov|\bauto-?approve|\bapprov\w*\b.*\b(?:off|to none|to nobody)\b/i;

function turnOff(said: string): Plain | null {
  if (!off.test(said)) return null;
  return say(
    "Approvals cannot be turned off: whatever a customer receives is shown to a person first. You can say who that is, as in: the manager approves the offer.",
  );
}

function addApproval(said: string, standing: Standing): Plain | null {
  if (!/^(?:add|require|ask for|insert|put in)\b.*\bapprov/i.test(said)) return null;
  const leaving = leavingSteps(standing);
  if (leaving.length === 0)
    return say(
      "Nothing in it reaches the customer, so there is nothing to approve. For a yes of another kind, add a task.",
    );
  const who = listInWords([...new Set(leaving.map((step) => step.approval?.who ?? "csm"))]);
  return say(
    `It is there already: whatever a customer receives is approved first, here by the ${who}. To change who, say: the manager approves ${quoted(leaving[0] ?? { id: "", do: "" })}.`,
  );
}

const active = new RegExp(
  String.raw`^(?:let\s+|have\s+|make\s+)?${somebody}\s+(?:should\s+|must\s+|has to\s+|needs to\s+|to\s+)?(?:approves?|signs?\s+off(?:\s+on)?)\s+(.+)$`,
  "i",
);
const passive = new RegExp(
  String.raw`^(?:make sure\s+)?(.+?)\s+(?:is|are|should be|must be|has to be|needs to be|gets?)\s+approved\s+by\s+${somebody}$`,
  "i",
);
const changed = new RegExp(
  String.raw`^(?:change|set|make)\s+(?:the\s+)?approver\s+(?:(?:of|for)\s+(.+?)\s+)?(?:to\s+)?${somebody}$`,
  "i",
);

function whoApproves(said: string, standing: Standing): Plain | null {
  const [, who, what] = active.exec(said) ?? [];
  if (who !== undefined && what !== undefined) return approver(what, who, standing);
  const [, target, by] = passive.exec(said) ?? changed.exec(said) ?? [];
  return by === undefined ? null : approver(target ?? "everything", by, standing);
}

const all =
  /^(?:it|it all|them|they|everything|all|(?:all|every|each)\b.*\b(?:e?-?mails?|steps?))$/i;

function approver(what: string, said: string, standing: Standing): Plain | null {
  const who = personIn(said);
  const leaving = leavingSteps(standing);
  if (leaving.length === 0) return say("Nothing in it reaches the customer, so nobody approves.");
  if (all.test(what))
    return edits(...leaving.map((step) => setting(step.id, ["approval", "who"], who)));
  return withStep(standing, what, (step) =>
    leaving.includes(step)
      ? edits(setting(step.id, ["approval", "who"], who))
      : say(
          `Only what a customer receives is approved, and ${quoted(step)} does not reach one. It does: ${listInWords(leaving.map(quoted))}.`,
        ),
  );
}

function leavingSteps({ playbook }: Standing): AnyStep[] {
  const steps = everyStep(playbook.steps, []).map(({ step }) => step);
  return steps.filter((step) => typeOf(knownSteps, step).content);
}
