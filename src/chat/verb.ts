import type { Answer, Pressed, Replay, Response, Said, Submitted } from "./chat.ts";
import type { ChatNeeds } from "./needs.ts";

/** What a button or a form does, however it is reached. `replay` says what may be done when nobody knows if it was. */
export type Act = {
  replay: Replay;
  /** while the database is away it is kept and done later; what decides something is refused then */
  mayWait?: boolean;
  press?(needs: ChatNeeds, pressed: Pressed): Promise<Response>;
  submit?(needs: ChatNeeds, submitted: Submitted): Promise<Answer>;
};

/** One thing people can ask for: by slash, mention, message or button, all through here. */
export type Verb = {
  name: string;
  group: "Write" | "Run" | "Look";
  /** `first`: what a newcomer needs; the rest is told to whoever asks for all */
  help: { say: string; does: string; first?: true }[];
  /** what it takes from a sentence that is meant for it; null when it is not */
  reads(text: string): Record<string, string> | null;
  /** in a draft's thread words are what should change in it: which of its sentences mean it there, too */
  besideDraft?: RegExp;
  hear(needs: ChatNeeds, said: Said, args: Record<string, string>): Promise<Response>;
  acts: Record<string, Act>;
};

/** The named groups of the first pattern that matches a whole sentence. */
export function matching(text: string, patterns: readonly RegExp[]): Record<string, string> | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return { ...found.groups };
  }
  return null;
}
