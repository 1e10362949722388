/** Something for the app, the way it is the same over a socket and over HTTP. */
export type Parcel = {
  type: "events_api" | "slash_commands" | "interactive";
  body: Record<string, unknown>;
  retry?: { num: number; reason: string };
};

/** What became of a parcel within the time an app has to acknowledge. */
export type Receipt =
  | { is: "acknowledged"; ms: number; body: unknown }
  | { is: "failed"; ms: number; reason: FailureReason; final?: boolean };

type FailureReason = "timeout" | "connection_failed" | "http_error";

export type Transport = {
  send(parcel: Parcel): Promise<Receipt>;
  close(): void;
};

/** How long an app has to acknowledge, and when an event that was not is sent again. */
export type Redelivery = { ackMs: number; delaysMs: readonly number[] };

export const slackRedelivery: Redelivery = { ackMs: 3000, delaysMs: [0, 60_000, 300_000] };
