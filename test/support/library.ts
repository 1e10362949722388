import { readFileSync } from "node:fs";
import type { Playbook } from "../../src/playbook/playbook.ts";
import { namedPlaybooks } from "../../src/playbook/check-calls.ts";
import { readPlaybook } from "../../src/playbook/read.ts";

export const libraryIds = ["at-risk", "low-stock", "onboarding", "renewal", "save-calls"] as const;

/** who and what the sample workspace has */
export const surroundings = {
  people: ["maya", "tom", "priya", "alex"],
  agents: ["renewal", "risk", "onboarding", "adoption", "relationship"],
  customerFields: {},
  playbooks: [],
};

export function librarySource(id: string): string {
  return readFileSync(`prompts/library/${id}.yml`, "utf8");
}

/** A text that is a playbook; what is wrong with it is thrown. */
export function playbookOf(source: string): Playbook {
  const reading = readPlaybook(source, { ...surroundings, playbooks: namedPlaybooks(source) });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, null, 1));
  return reading.playbook;
}
