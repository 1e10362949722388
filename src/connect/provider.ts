/**
 * How a call ended. `unknown`: it may have arrived, and nobody can say. `after`: how long it wants to be left alone, in
 * milliseconds.
 */
export type SendResult =
  | { is: "sent"; receipt: string }
  /** `receiver`: it is about whom it goes to, and not about the provider */
  | { is: "refused"; reason: string; again: boolean; after?: number; receiver?: true }
  | { is: "unknown"; reason: string };

/**
 * Whoever takes things that leave the house. `once`: a repeated call is a repeated message and nobody can be asked
 * afterwards. `idempotent`: a repeated call with the same key is one message. `checkable`: the provider can be
 * asked by key whether it has it.
 */
export type Provider<Outgoing extends { key: string }> = {
  name: string;
  send(outgoing: Outgoing): Promise<SendResult>;
} & (
  | { class: "once" }
  | { class: "idempotent" }
  | { class: "checkable"; check(key: string): Promise<SendResult | null> }
);
