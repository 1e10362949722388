import { say } from "../../../src/chat/words.ts";
import { formFor, listed } from "../../../src/chat/verbs/connect.ts";
import { systemsInWords } from "../../../src/chat/systems.ts";
import { type Health, unheard } from "../../../src/run/health.ts";
import { type ConnectorRow, providerOf } from "../../../src/store/connectors.ts";
import { now } from "./parts.ts";

const connector = (id: string, more: Partial<ConnectorRow> = {}): ConnectorRow => ({
  id,
  baseUrl: `https://api.${id}.example/v1`,
  header: "authorization",
  sealedSecret: "",
  lastFour: "0451",
  knowsRepeats: false,
  ...more,
});

const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const how = (provider: string, more: Partial<Health>): [string, Health] => [
  provider,
  { ...unheard(provider), ...more },
];

const rows = [
  connector("billing", { knowsRepeats: true }),
  connector("data_warehouse", { header: "x-api-key", lastFour: "" }),
  connector("crm"),
];
const health = new Map([
  how("smtp", {
    doneAt: before(47),
    failedAt: before(2),
    failure: "the mail server cannot be reached (connect ECONNREFUSED 10.1.4.7:587)",
    failures: 5,
    failingSince: before(41),
    aloneUntil: before(-14),
    rests: 4,
  }),
  how("twilio", { doneAt: before(3) }),
  how(providerOf("billing"), {
    doneAt: before(3000),
    failedAt: before(12),
    failure: "billing answered 401: it does not accept the secret",
  }),
  how(providerOf("crm"), {
    doneAt: before(6),
    failedAt: before(1600),
    failure: "crm answered 503: it is busy or away",
  }),
]);
const reader = { now, zone: "America/New_York" };

export const connections = listed(rows, { ...reader, health }).reply;

export const systems = systemsInWords({ mail: "smtp", texts: "twilio", rows, health }, reader);

export const doctor = say(systems.join("\n\n")).reply;

export const connectForm = formFor("billing", null);
