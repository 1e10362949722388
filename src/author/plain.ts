import type { Edit } from "../playbook/edit.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { AuthorContext } from "./author.ts";

export type Plain =
  /** `ifBroken` says why it cannot be done alone, where that is known */
  | { is: "edits"; edits: Edit[]; ifBroken?: string }
  /** it was understood and does not change anything: why, and what to say instead */
  | { is: "say"; because: string }
  /** `hint` is what came nearest to being understood */
  | { is: "not-understood"; hint: string | null };

/** What a change is read against. */
export type Standing = {
  playbook: Playbook;
  context: AuthorContext;
  /** the words with the punctuation they end in, for what is taken from them literally */
  typed: string;
};

/** One way of saying a change; null when the words do not mean this. */
export type Rule = (said: string, standing: Standing) => Plain | null;
