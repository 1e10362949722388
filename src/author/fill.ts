import { capitalize } from "../grammar/words.ts";
import { type Edit, editPlaybook } from "../playbook/edit.ts";
import { readPlaybook } from "../playbook/read.ts";
import { fillInputs } from "../playbook/inputs.ts";
import type { AuthorContext, Template, Written } from "./author.ts";
import { readChannel } from "./channel-name.ts";
import { dateNames } from "./date-names.ts";
import { doubtsAbout } from "./doubts.ts";
import { freeId } from "./free-id.ts";
import { type About, type Asked, askedOf, asItIs } from "./questions.ts";
import { tidy } from "./tidy.ts";
import { type Edits, retime } from "./trigger-when.ts";

export type Filled = Written | { is: "wrong"; problems: Record<string, string> };

/** A template with a person's answers in it. Its own text is edited, so its comments stay. */
export function fillTemplate(
  context: AuthorContext,
  template: Template,
  answers: Record<string, string>,
): Filled {
  const asked = askedOf(template);
  const problems: Record<string, string> = {};
  const edits: Edit[] = [];
  for (const { question, about } of asked) {
    const answer = tidy(answers[question.name] ?? "");
    if (answer === "" || answer === question.initial) continue;
    const found = editsFor(about, answer, template, context);
    if (found.ok) edits.push(...found.edits);
    else problems[question.name] = found.wrong;
  }
  if (Object.keys(problems).length > 0) return { is: "wrong", problems };
  const name = tidy(answers["name"] ?? "") || template.name;
  edits.push(setting(["id"], freeId(name, context.taken)));
  return accepted(context, template, edits, asked);
}

function accepted(
  context: AuthorContext,
  template: Template,
  edits: Edit[],
  asked: Asked[],
): Filled {
  const edited = editPlaybook(template.source, edits);
  if (!edited.ok) return wrongAltogether(edited.wrong);
  const reading = readPlaybook(edited.source, context.surroundings);
  if (reading.ok)
    return {
      is: "written",
      source: edited.source,
      playbook: reading.playbook,
      notes: doubtsAbout(reading.playbook, context).map(({ message }) => message),
    };
  const problems: Record<string, string> = {};
  for (const problem of reading.problems) {
    const place = asked.find(({ about }) => problem.path.startsWith(placeOf(about)));
    const words = [problem.message, problem.fix].filter(Boolean).join(" ");
    if (!place) return wrongAltogether(words);
    problems[place.question.name] ??= words;
  }
  return { is: "wrong", problems };
}

// nothing that an answer could mend; said where people look first
function wrongAltogether(why: string): Filled {
  return { is: "wrong", problems: { name: `This template cannot be used here as it is. ${why}` } };
}

function placeOf(about: About): string {
  switch (about.is) {
    case "date":
    case "schedule":
      return `triggers.${about.trigger}.`;
    case "input":
      return `inputs.${about.name}.`;
    case "approver":
      return "steps.";
    case "name":
    case "channel":
      return about.is;
  }
}

function editsFor(
  about: About,
  answer: string,
  { playbook }: Template,
  context: AuthorContext,
): Edits {
  switch (about.is) {
    case "name":
      if (answer.length > 80) return wrong("A name has at most 80 characters.");
      return one(setting(["name"], answer.replaceAll(/\s+/g, " ")));
    case "date":
    case "schedule": {
      const { trigger: index, ...when } = about;
      const trigger = playbook.triggers?.[index];
      if (!trigger) return { ok: true, edits: [] };
      return retime({ trigger, index, when }, answer, dateNames(context.surroundings));
    }
    case "input": {
      const { values, wrong: faults } = fillInputs(playbook, { [about.name]: answer });
      const fault = faults[about.name];
      if (fault !== undefined) return wrong(fault);
      return one(setting(["inputs", about.name, "default"], values[about.name]));
    }
    case "approver": {
      const who = answer.toLowerCase();
      if (who === asItIs) return { ok: true, edits: [] };
      if (who !== "csm" && who !== "manager") return wrong("Choose csm or manager.");
      const path = ["approval", "who"];
      return {
        ok: true,
        edits: about.steps.map((step) => ({ is: "set-field", step, path, value: who })),
      };
    }
    case "channel": {
      const channel = readChannel(answer, context.channels);
      return channel.ok ? one(setting(["channel"], channel.name)) : wrong(channel.wrong);
    }
  }
}

function setting(path: (string | number)[], value: unknown): Edit {
  return { is: "set-field", step: null, path, value };
}

function one(edit: Edit): Edits {
  return { ok: true, edits: [edit] };
}

function wrong(why: string): Edits {
  return { ok: false, wrong: capitalize(why) };
}
