type Named = [name: string, title: string];

/** A customer as this sample writes it down: days count from the day the sample is made. */
export type Row = {
  name: string;
  status?: "onboarding" | "churned";
  health: number;
  arr: number;
  seats: number;
  usage: number;
  usage_change: number;
  plan: "Starter" | "Team" | "Business" | "Enterprise";
  tier: "gold" | "silver" | "bronze";
  renews: number;
  renewal_status?: "renewed" | "lost";
  kickoff: number;
  timezone: string;
  csm: string;
  channel?: string;
  primary: Named;
  champion?: Named;
  sponsor?: Named;
  billing?: Named;
  orders: [day: number, amount: number][];
};

type Segment = "enterprise" | "mid-market" | "smb";

const day = 86_400_000;
const roles = ["champion", "sponsor", "billing", "primary"] as const;

/** The customer a row stands for; `position` is its place among all, so that numbers are given out once. */
export function customerOf(row: Row, segment: Segment, position: number, now: Date) {
  const { name, status, renews, renewal_status, kickoff, channel, orders } = row;
  const id = slugOf(name);
  return {
    id,
    name,
    segment,
    status: status ?? "active",
    health: row.health,
    arr: row.arr,
    seats: row.seats,
    usage: row.usage,
    usage_change: row.usage_change,
    plan: row.plan,
    tier: row.tier,
    renewal_date: dateAfter(now, renews),
    renewal_status: renewal_status ?? "open",
    kickoff_date: dateAfter(now, kickoff),
    timezone: row.timezone,
    csm: row.csm,
    channel: channel ?? null,
    contacts: roles.flatMap((role) => {
      const person = row[role];
      if (!person) return [];
      // the same person has the same number in every role
      const first = roles.findIndex((it) => row[it]?.[0] === person[0]);
      const phone = phoneOf(row.timezone, position * roles.length + first);
      return [{ role, ...contactOf(person, id), phone }];
    }),
    orders: orders.map(([at, amount], i) => ({
      id: `${id}-${1001 + i}`,
      at: `${dateAfter(now, at)}T10:00:00.000Z`,
      amount,
    })),
  };
}

function contactOf([name, title]: Named, id: string) {
  const email = `${plain(name).replaceAll(" ", ".")}@${id}.example`;
  return { name, first_name: name.split(" ")[0] ?? name, title, email };
}

/** "O'Hara & Sons" becomes "ohara-and-sons" */
function slugOf(name: string): string {
  return plain(name.replaceAll("&", "and")).replaceAll(" ", "-");
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{Mark}|'/gu, "")
    .toLowerCase();
}

function dateAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * day).toISOString().slice(0, 10);
}

// numbers that are kept free for films and examples; a hundred in each country
function phoneOf(timezone: string, number: number): string {
  const last = String(number).padStart(2, "0");
  if (timezone === "Europe/London") return `+44 20 7946 00${last}`;
  if (timezone === "Europe/Berlin") return `+49 30 23125 1${last}`;
  if (timezone === "Europe/Paris") return `+33 1 99 00 10 ${last}`;
  if (timezone === "Europe/Stockholm") return `+46 8 465 004 ${last}`;
  if (timezone === "Australia/Sydney") return `+61 2 5550 10${last}`;
  return `+1 202 555 01${last}`;
}
