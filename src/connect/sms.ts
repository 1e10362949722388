import type { Provider } from "./provider.ts";

/** A text message as it leaves, to a number as networks want it: +4930231251. */
export type OutgoingSms = { key: string; to: { address: string }; body: string };

export type SmsProvider = Provider<OutgoingSms>;
