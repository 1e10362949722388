import type { KnownBlock } from "@slack/types";
import type { DraftShown } from "../../chat/replies.ts";
import type { Problem } from "../../grammar/problem.ts";
import { plural } from "../../grammar/words.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { playbookWords } from "./playbook-words.ts";
import { foreign, foreignLines, person, pointed, spoken } from "./text.ts";

export function draftCard(card: DraftShown): Drawn {
  const { state, author, request, buttons } = card;
  const asked =
    request === null
      ? `${person(author)} pasted it`
      : `${person(author)} asked: “${foreign(request, 300)}”`;
  const { text, body } = draw(state);
  const [first = "", ...rest] = text.split("\n");
  return fit({
    text: first,
    head: [
      ...section([`*${first}*`, ...rest].join("\n")),
      ...(state.is === "settled" ? [] : context(asked)),
    ],
    body,
    foot: actions(buttons),
    shortened: "…there are more steps: press View YAML for all of it.",
  });
}

type Part = { text: string; body: KnownBlock[] };

function draw(state: DraftShown["state"]): Part {
  switch (state.is) {
    case "thinking":
      return { text: `:hourglass_flowing_sand: ${foreign(state.doing)}…`, body: [] };
    case "choosing":
      return { text: "Start from one of these?", body: choosing(state) };
    case "asking":
      return { text: "Before I write it", body: asking(state.questions) };
    case "proposed":
      return proposed(state);
    case "settled":
      return { text: spoken(state.text), body: [] };
  }
}

type Of<Is extends DraftShown["state"]["is"]> = Extract<DraftShown["state"], { is: Is }>;

function choosing({ because, candidates }: Of<"choosing">): KnownBlock[] {
  const lines = candidates.map(
    ({ name, goal }) => `• *${foreign(name, 80)}*: ${foreign(goal, 200)}`,
  );
  return [...context(spoken(because)), ...(lines.length > 0 ? section(lines.join("\n")) : [])];
}

function asking(questions: string[]): KnownBlock[] {
  const lines = questions.map((question, i) => `${i + 1}. ${foreign(question, 300)}`);
  return [
    ...section(lines.join("\n")),
    ...context("Answer here in the thread in your own words, or press a button."),
  ];
}

function proposed({ words, changes, notes, problems }: Of<"proposed">): Part {
  const name = words === null ? "It cannot be read like this" : foreign(words.name, 80);
  const changed = changes.map((change) => `• ${foreign(change, 300)}`);
  return {
    text: changes.length > 0 && words !== null ? `${name}, changed` : name,
    body: [
      ...problemBlocks(problems),
      ...(changed.length > 0 ? section(["*What changed*", ...changed].join("\n")) : []),
      ...(words === null ? [] : playbookWords(words)),
      ...(notes.length > 0
        ? section(
            ["*Please look at*", ...notes.map((note) => `• ${foreign(note, 300)}`)].join("\n"),
          )
        : []),
    ],
  };
}

const mostProblems = 5;

// a section for each: what is pointed at must not be cut
function problemBlocks(problems: Problem[]): KnownBlock[] {
  if (problems.length === 0) return [];
  const left = problems.length - mostProblems;
  return [
    ...section(`:warning: *${plural(problems.length, "thing")} must be put right first*`),
    ...problems.slice(0, mostProblems).flatMap((it) => section(problemWords(it))),
    ...(left > 0 ? context(`…and ${left} more`) : []),
  ];
}

function problemWords({ message, fix, line, column, excerpt }: Problem): string {
  const place = line > 0 ? `Line ${line}: ` : "";
  const said = `• ${place}${foreignLines(message, 300)}${fix === null ? "" : ` ${foreign(fix, 200)}`}`;
  return excerpt.trim() === "^" || excerpt === "" ? said : `${said}\n${pointed(excerpt, column)}`;
}
