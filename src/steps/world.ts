// what passes between a step and the run it is in

import { z } from "zod";
import type { Channel } from "../grammar/render-text.ts";
import type { Shape } from "../grammar/shape.ts";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Output = Record<string, Json>;

const Receiver = z.object({ name: z.string(), address: z.string(), contact: z.string() });
const Sender = z.object({ name: z.string(), address: z.string().nullable() });

const Mail = z.object({
  kind: z.literal("email"),
  to: Receiver,
  from: Sender,
  subject: z.string(),
  body: z.string(),
});
export type Mail = z.infer<typeof Mail>;

const TextMessage = z.object({ kind: z.literal("sms"), to: Receiver, body: z.string() });
export type TextMessage = z.infer<typeof TextMessage>;

const Host = z.object({ id: z.string(), name: z.string(), address: z.string() });

export const Invitation = z.object({
  kind: z.literal("meeting"),
  /** invites, or takes the invitation of that step back */
  cancels: z.object({ step: z.string(), iteration: z.number() }).nullable(),
  to: z.array(Receiver),
  host: Host,
  /** who may host it instead */
  hosts: z.array(Host),
  title: z.string(),
  body: z.string(),
  /** null: whoever approves it sets the time */
  at: z.string().nullable(),
  minutes: z.number(),
  zone: z.string(),
  /** how often it was changed */
  sequence: z.number(),
});
export type Invitation = z.infer<typeof Invitation>;

/** What a customer would receive: rendered once, shown to the approver, and sent exactly so. */
export const Content = z.discriminatedUnion("kind", [Mail, TextMessage, Invitation]);
export type Content = z.infer<typeof Content>;

export type Somebody = { id: string; name: string; email: string | null };

/** What a step can see of its run. Nothing in it acts. */
export type World = {
  now: Date;
  /** the customer's time zone, else the workspace's */
  zone: string;
  values: Record<string, unknown>;
  /** csm, manager, owner, starter or @handle → the person, or null when there is none */
  person(who: string): Somebody | null;
  /** champion, sponsor, billing, primary → the customer's contact, or null */
  contact(
    role: string,
  ): { name: string; firstName: string; address: string; phone: string | null } | null;
  /** Fills in the text; `also` adds names to the common ones. What is not known is marked in it and noted: such a text is not sent. */
  render(text: string, channel: Channel, also?: Record<string, unknown>): string;
  /** Whether the condition is true, and in words why; `also` adds names; `unsure` if that may still be known later. */
  judge(
    condition: string,
    also?: Record<string, unknown>,
  ): { holds: boolean; because: string; known: boolean; unsure: boolean };
  /** The number an expression gives, now or by what was known when the run began; null when it gives none. */
  measure(expression: string, when?: "at start"): number | null;
  /** The moment a date phrase means here, or null when its anchor has no date. */
  moment(phrase: string): Date | null;
  /** when what is ready at `at` may leave the house by the playbook's hours, and in words why it waits */
  leaves(at: Date): { at: Date; because: string | null };
  /** `at` plus the duration, in the run's calendar */
  after(at: Date, duration: string): Date;
  /** which round a phase is in, and since when; null when it has not begun */
  round(phase: string): { number: number; began: Date } | null;
  /** how far what lies in a step has come, and what is going on in it */
  inside(step: string): { done: number; total: number; going: string[] };
};

/** What a step may do to the world outside. Every one is safe to repeat: the engine keys and fences it. */
export type Effects = {
  send(content: Content): Promise<Sent>;
  call(asked: Asked): Promise<CallResult>;
  delegate(work: { agent: string | null; ask: string; output: Shape }): Promise<Delegated>;
  /** whether another playbook may run as a part of this run now; it starts with the commit of what the step came to */
  child(start: ChildToStart): Promise<Child>;
};

export type Child =
  /** `lacks`: what of its inputs does not fit it, so that a person is asked before it begins */
  | { is: "ready"; runId: string; name: string; lacks: string | null }
  | { is: "refused"; reason: string };

/** Another playbook that a step runs as a part of its run, and what it gives that to start with. */
export type Part = {
  playbook: string;
  inputs: Record<string, string>;
  /** it goes on when that has ended */
  waits: boolean;
};

/** A run to start as a part of this one. */
export type ChildToStart = { playbook: string; inputs: Output };

/** A call of another system that an admin has connected. */
export type Asked = {
  connector: string;
  method: string;
  /** below the connector's own address */
  path: string;
  body: string | null;
  expects(status: number): boolean;
  read(answer: unknown): { output: Output } | { reason: string };
};

export type CallResult =
  | { is: "done"; status: number; output: Output }
  /** `after`: how long it wants to be left alone, in milliseconds */
  | { is: "failed"; reason: string; again: boolean; after?: number }
  | { is: "unknown"; reason: string };

export type Sent =
  | { is: "sent"; receipt: string }
  /** `after`: how long it wants to be left alone, in milliseconds */
  | { is: "refused"; reason: string; again: boolean; after?: number; receiver?: true }
  | { is: "unknown"; reason: string };

export type Delegated =
  | { is: "answered"; by: string; output: Output }
  | { is: "failed"; reason: string; again: boolean }
  | { is: "unavailable"; reason: string };

/** A message of ours inside Slack. Without `to` it goes to the run's thread. */
export type Post = { to: string | null; text: string };

/** What a parked step waits for. It costs a row and no worker. */
export type WaitFor =
  | { kind: "time"; until: Date }
  | { kind: "event"; name: string; match: string | null }
  /** until its type says it is ripe: asked when the customer changes, and at `look` */
  | { kind: "truth"; look: Date | null }
  | {
      kind: "answer";
      who: string;
      title: string;
      details: string | null;
      form: Shape;
      /** answers that want a reason beside them, as `why` */
      reasonOn?: string[];
      /** events that answer it as well, all of one family: meeting.held, meeting.declined */
      hears?: string[];
      /** which of those events */
      match?: string | null;
      /**
       * the field by which an event without such a condition may name what was sent, by its key: then it is about that
       * alone
       */
      ownBy?: string;
      /** nobody is asked before: till then it is only heard, and at that moment its type goes on by `time` */
      from?: Date | null;
    }
  | ({ kind: "run" } & ChildToStart)
  /** until a run that was a part of this one has gone its way back, which begins with it */
  | { kind: "way back"; run: string };

export type Outcome =
  | {
      is: "done";
      output?: Output;
      result?: string;
      note?: string;
      posts?: Post[];
      /** fields of the customer that become this, in the same commit */
      changes?: Output;
      /** the step whose changes are taken back, where nobody has changed them since */
      takesBack?: { step: string; iteration: number };
      start?: ChildToStart;
    }
  /** `keep` is given back when the wait ends */
  | { is: "waiting"; for: WaitFor; note?: string; keep?: Output; posts?: Post[] }
  /** a phase begins anew */
  | { is: "again"; phase: string; note: string }
  /** the run is over here, or goes backward from here */
  | { is: "leave"; by: "end" | "rollback"; reason: string }
  /**
   * `outside`: it is the system of somebody else that did not do it, and may be away for hours; `after`: how long it
   * wants to be left alone, in milliseconds
   */
  | { is: "failed"; reason: string; again: boolean; outside?: true; after?: number }
  /** it was not tried, as whoever would take it is left alone until then */
  | { is: "held"; until: Date; reason: string }
  | { is: "unknown"; reason: string };

/** What a step that is done came to, for taking it back. */
export type Done = {
  iteration: number;
  output: Output;
  result: string | null;
  /** the run it has started, where something of that can be taken back */
  part: { run: string; name: string } | null;
};

/** What ended a wait. */
export type Signal =
  | { is: "time" }
  | { is: "timeout" }
  | { is: "event"; name: string; at: string; data: Output }
  | { is: "answer"; by: string; values: Output }
  /** the run that the step started has ended */
  | { is: "run"; runId: string; result: string; reason: string | null };

/** What a step will do, told before it does it. `lasts` is how long until the next step, as far as one can say. */
export type Expectation = {
  says: string;
  /** what else there is to know of it */
  note?: string;
  lasts:
    | { is: "instant" }
    | { is: "until"; at: Date }
    /** `from`: when they are asked, where that is later */
    | { is: "people"; who: string; from?: Date }
    | { is: "event"; name: string; atMost: Date | null };
  result?: string;
};
