import type { Provider } from "./provider.ts";

/** A calendar's part of a mail, which mail programs offer to accept or to take out. */
export type CalendarPart = { method: "REQUEST" | "CANCEL"; text: string };

/** An email as it leaves: one sender, plain words. `key` is the same however often it is tried. */
export type OutgoingEmail = {
  key: string;
  to: { name: string; address: string }[];
  from: { name: string; address: string | null };
  subject: string;
  body: string;
  invitation?: CalendarPart;
};

export type EmailProvider = Provider<OutgoingEmail>;
