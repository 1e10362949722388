/** An email as it leaves: one recipient, one sender, plain words. `key` is the same however often it is tried. */
export type OutgoingEmail = {
  key: string;
  to: { name: string; address: string };
  from: { name: string; address: string | null };
  subject: string;
  body: string;
};

/** How a call ended. `unknown`: it may have arrived, and nobody can say. */
export type SendResult =
  | { is: "sent"; receipt: string }
  | { is: "refused"; reason: string; again: boolean }
  | { is: "unknown"; reason: string };

/**
 * Whoever takes emails. `once`: a repeated call is a repeated mail and nobody can be asked afterwards.
 * `checkable`: the provider can be asked by key whether it has it.
 */
export type EmailProvider = {
  name: string;
  send(email: OutgoingEmail): Promise<SendResult>;
} & ({ class: "once" } | { class: "checkable"; check(key: string): Promise<SendResult | null> });
