import type { Config } from "./config.ts";
import { refuseToSend } from "./connect/refuse.ts";
import { createSmtp } from "./connect/smtp.ts";
import { createTwilio, type TwilioSettings } from "./connect/twilio.ts";
import type { Providers } from "./engine/carrier.ts";

type StandIns = { smtpUrl: string | null; twilio: TwilioSettings | null };

/** Who takes what leaves the house: what is set, else its stand-in; beside a local Slack nobody real unless that is wanted. */
export function providersOf(config: Config, standIns: StandIns): Providers {
  const mayBeReal = config.SLACK_BOT_TOKEN !== undefined || config.LOCAL_REAL_SENDS === "1";
  const refused = (what: string) =>
    refuseToSend(
      `clicks in a local Slack send no real ${what}; set LOCAL_REAL_SENDS=1 if that is wanted`,
    );
  return { email: emailOf(), sms: smsOf() };

  function emailOf(): Providers["email"] {
    const { SMTP_URL: real, MAIL_FROM: from } = config;
    const url = real ?? standIns.smtpUrl;
    if (url === null || (real !== undefined && !mayBeReal)) return refused("mail");
    return createSmtp({ url, from });
  }

  function smsOf(): Providers["sms"] {
    const {
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_FROM: from,
      TWILIO_API_URL: url,
    } = config;
    if (accountSid !== undefined && authToken !== undefined && from !== undefined)
      return mayBeReal
        ? createTwilio({ accountSid, authToken, from, url })
        : refused("text messages");
    if (standIns.twilio) return createTwilio(standIns.twilio);
    return refuseToSend("no Twilio account is set up, so no text message can be sent");
  }
}
