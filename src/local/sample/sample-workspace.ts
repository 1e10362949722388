import { customerOf } from "./customer.ts";
import { enterprise } from "./enterprise.ts";
import { midMarket } from "./mid-market.ts";
import { smb } from "./smb.ts";
import { accountChannel, people, team, teamChannels } from "./team.ts";

/**
 * What a machine without Slack and a CRM gets to play with: a team and its customers, dated around `now`, so that
 * in any week some renewals fall due, some are late, some are won and one is lost.
 */
export function sampleWorkspace(now: Date) {
  const rows = [
    ...enterprise.map((row) => ({ row, segment: "enterprise" as const })),
    ...midMarket.map((row) => ({ row, segment: "mid-market" as const })),
    ...smb.map((row) => ({ row, segment: "smb" as const })),
  ];
  const customers = rows.map(({ row, segment }, i) => customerOf(row, segment, i, now));
  const accountChannels = customers.flatMap(({ channel, csm }, i) =>
    channel === null ? [] : [accountChannel(channel, i + 1, csm)],
  );
  return {
    team,
    people,
    channels: [...teamChannels, ...accountChannels],
    customers,
  };
}
