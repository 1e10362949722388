// what every interaction payload says about who and where
import type { Json } from "../shapes.ts";
import type { Channel, User } from "../state/records.ts";
import type { World } from "../world.ts";

export function common({ state, app }: World, user: User): Json {
  const { id, domain } = state.team;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: id },
    team: { id, domain },
    api_app_id: app.id,
    token: "local",
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function placeName(channel: Channel): string {
  if (channel.kind === "im") return "directmessage";
  return channel.kind === "public" ? channel.name : "privategroup";
}

/** A moment in the form of action_ts: real time, which Slack's own clock is. */
export function actionTs(): string {
  return (Date.now() / 1000).toFixed(6);
}
