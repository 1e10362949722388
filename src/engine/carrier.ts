import type { EmailProvider } from "../connect/email.ts";
import type { Provider, SendResult } from "../connect/provider.ts";
import type { SmsProvider } from "../connect/sms.ts";
import type { Content } from "../steps/world.ts";

/** Whoever takes what leaves the house, told apart by what it is. */
export type Providers = { email: EmailProvider; sms: SmsProvider };

/** One thing and who takes it, ready to be handed over. */
export type Carried = {
  provider: string;
  /** a repeated call is one message */
  idempotent: boolean;
  send(): Promise<SendResult>;
  /** null: the provider cannot be asked */
  check: (() => Promise<SendResult | null>) | null;
};

/** The one place that knows which provider takes which kind. */
export function carriedBy(providers: Providers, key: string, content: Content): Carried {
  switch (content.kind) {
    case "email": {
      const { to, from, subject, body } = content;
      return carried(providers.email, { key, to, from, subject, body });
    }
    case "sms":
      return carried(providers.sms, { key, to: content.to, body: content.body });
  }
}

function carried<Outgoing extends { key: string }>(
  provider: Provider<Outgoing>,
  outgoing: Outgoing,
): Carried {
  const asks = provider.class === "checkable";
  return {
    provider: provider.name,
    idempotent: provider.class === "idempotent",
    send: () => provider.send(outgoing),
    check: asks ? () => provider.check(outgoing.key) : null,
  };
}
