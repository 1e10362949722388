import type { CardKind } from "../store/cards.ts";
import type { Card, Form, HomeShown, Reply } from "./replies.ts";

/** Where somebody said or pressed something. Ids are Slack's; `thread` is the ts of the thread's first message. */
export type Place = { channel: string; thread: string | null; direct: boolean };

/** Something a person said to the bot, by any way there is. */
export type Said = {
  workspaceId: string;
  by: string;
  text: string;
  place: Place;
  via: "slash" | "mention" | "direct" | "thread";
  /** the same however often it arrives: what follows from it happens once */
  key: string;
};

/** A button that was pressed, on whatever message. */
export type Pressed = {
  workspaceId: string;
  by: string;
  act: string;
  value: string;
  place: Place;
  key: string;
};

/** A form that was sent: what its fields say, by name. */
export type Submitted = {
  workspaceId: string;
  by: string;
  act: string;
  value: string;
  fields: Record<string, string | string[]>;
  key: string;
};

/** What follows at once; what shows on cards follows by itself. `reply` goes to the person alone unless `everybody`. */
export type Response = {
  reply?: Reply;
  everybody?: boolean;
  form?: Form;
  /** takes the place of the message that was pressed, buttons and all */
  replace?: Reply;
};

/** What follows from a form; problems by field keep it open. */
export type Answer = Response | { problems: Record<string, string> };

/** How an act may be done again when nobody knows whether it was done: see slack/inbox. */
export type Replay = "run" | "answer" | "ask again";

/** All there is to say to the program and to see of it, whichever way it reaches Slack. */
export type Chat = {
  hear(said: Said): Promise<Response>;
  press(pressed: Pressed): Promise<Response>;
  submit(submitted: Submitted): Promise<Answer>;
  replayOf(act: string): Replay;
  /** whether an act may wait until the database is back; what decides something may not */
  mayWait(act: string): boolean;
  /** what was typed as a secret, as it may be stored until somebody opens it */
  seal(workspaceId: string, typed: string): string;
  /** what a card shows now; null when its subject is gone */
  card(workspaceId: string, kind: CardKind, subject: string): Promise<Card | null>;
  home(workspaceId: string, person: string): Promise<HomeShown>;
  /** the bot got into a channel: what waited for that is shown anew */
  entered(workspaceId: string): Promise<void>;
};
