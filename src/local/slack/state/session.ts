import type { Ephemeral, Values, View } from "./records.ts";

type Status = { text: string; loading: string[]; until: number };
type Prompt = { title: string; message: string };

/** What Slack keeps for the moment only: lost when this process ends, as it is when a person reloads. */
export type Session = {
  ephemerals: Map<string, Ephemeral>;
  /** the open modals of each person, the one on top last */
  modals: Map<string, View[]>;
  /** what people picked in messages and have not been asked for yet, by `user/channel/ts` */
  inputs: Map<string, Values>;
  /** "is thinking…" under a thread, by `channel/thread_ts` */
  statuses: Map<string, Status>;
  prompts: Map<string, { title: string | undefined; prompts: Prompt[] }>;
  changed(): void;
};

export function createSession(changed: () => void): Session {
  return {
    ephemerals: new Map(),
    modals: new Map(),
    inputs: new Map(),
    statuses: new Map(),
    prompts: new Map(),
    changed,
  };
}

/** The stack a view lies in, wherever it is. */
export function findModal(session: Session, id: string): { stack: View[]; view: View } | null {
  for (const stack of session.modals.values()) {
    const view = stack.find((one) => one.id === id || (one.external_id && one.external_id === id));
    if (view) return { stack, view };
  }
  return null;
}
