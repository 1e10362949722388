import type { Provider } from "./provider.ts";

/** An email as it leaves: one recipient, one sender, plain words. `key` is the same however often it is tried. */
export type OutgoingEmail = {
  key: string;
  to: { name: string; address: string };
  from: { name: string; address: string | null };
  subject: string;
  body: string;
};

export type EmailProvider = Provider<OutgoingEmail>;
