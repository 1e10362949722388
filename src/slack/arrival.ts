// what came from Slack, read: who said, pressed or sent what, and where

import type { Place } from "../chat/chat.ts";
import type { SentView } from "./views/form-values.ts";

/** Who we are in this Slack, by the token we have. */
export type Self = { workspaceId: string; botUser: string; botId: string };

type Common = {
  workspaceId: string;
  /** the same however often Slack sends it */
  key: string;
  by: string;
  /** somebody of another workspace, who shares a channel with us */
  isStranger: boolean;
};

export type Heard = Common & {
  is: "heard";
  text: string;
  via: "mention" | "direct" | "thread";
  place: Place;
  /** the thread it stands in; null at the top of a channel */
  inThread: string | null;
};

export type Commanded = Common & {
  is: "command";
  text: string;
  place: Place;
  responseUrl: string;
  triggerId: string;
};

export type Pressed = Common & {
  is: "press";
  /** null: no button of this version */
  act: string | null;
  value: string;
  /** null: not on a message */
  place: Place | null;
  inThread: string | null;
  /** the message it stands on */
  message: { ts: string; isEphemeral: boolean } | null;
  onHome: boolean;
  responseUrl: string | null;
  triggerId: string;
};

export type Sent = Common & {
  is: "form";
  view: SentView;
  act: string;
  value: string;
  place: Place | null;
};

export type Opened = Common & { is: "home" };

/** We got into a channel. */
export type Entered = Common & { is: "entered" };

export type Arrival = Heard | Commanded | Pressed | Sent | Opened | Entered;

/** Whether nobody waits for a word about it. */
export function isQuiet({ is }: Arrival): boolean {
  return is === "home" || is === "entered";
}
