// channels, people and files in the form Slack's API gives them
import type { Channel, StoredFile, User } from "./state/records.ts";
import type { World } from "./world.ts";

export type Json = Record<string, unknown>;

export function channelShape({ state, bot }: World, channel: Channel): Json {
  const isIm = channel.kind === "im";
  const isPrivate = channel.kind !== "public";
  const partner = channel.members.find((member) => member !== bot.user) ?? bot.user;
  return {
    id: channel.id,
    created: channel.created,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_im: isIm,
    is_mpim: channel.kind === "mpim",
    is_private: isPrivate,
    is_archived: channel.is_archived ?? false,
    is_general: channel.name === "general",
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    context_team_id: state.team.id,
    updated: channel.created * 1000,
    ...(isIm
      ? { user: partner, is_user_deleted: false, is_open: true }
      : {
          name: channel.name,
          name_normalized: channel.name,
          creator: channel.members[0] ?? "",
          is_member: channel.members.includes(bot.user),
          topic: { value: channel.topic, creator: "", last_set: 0 },
          purpose: { value: "", creator: "", last_set: 0 },
          previous_names: [],
          num_members: channel.members.length,
        }),
  };
}

export function userShape({ state, grants, app, bot }: World, user: User): Json {
  const isBot = user.is_bot ?? false;
  const [first = "", ...rest] = user.real_name.split(" ");
  return {
    id: user.id,
    team_id: state.team.id,
    name: user.name,
    deleted: false,
    real_name: user.real_name,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetOf(user.tz, state.clock.now()),
    profile: {
      title: user.title ?? "",
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: isBot ? "" : user.name,
      display_name_normalized: isBot ? "" : user.name,
      first_name: first,
      last_name: rest.join(" "),
      ...(user.email && grants.scopes.has("users:read.email") && { email: user.email }),
      ...(user.id === bot.user && { bot_id: bot.id, api_app_id: app.id }),
      team: state.team.id,
    },
    is_admin: user.is_admin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: isBot,
    is_app_user: false,
    is_email_confirmed: !isBot,
    updated: 1_700_000_000,
  };
}

/** Seconds a zone is ahead of UTC at that moment. */
function offsetOf(zone: string, at: Date): number {
  const part = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find((it) => it.type === "timeZoneName");
  const [, sign, hours = "0", minutes = "0"] =
    /GMT([+-])(\d\d):(\d\d)/.exec(part?.value ?? "") ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === "-" ? -seconds : seconds;
}

export function fileShape(world: World, file: StoredFile): Json {
  const url = `${world.address()}/files-pri/${world.state.team.id}-${file.id}`;
  const name = encodeURIComponent(file.name);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.includes(".") ? file.name.split(".").at(-1) : "text",
    pretty_type: file.mimetype,
    user: file.user,
    user_team: world.state.team.id,
    editable: false,
    size: file.size,
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: file.channels.length > 0,
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: `${url}/${name}`,
    url_private_download: `${url}/download/${name}`,
    permalink: `${world.address()}/files/${file.user}/${file.id}/${name}`,
    ...(file.alt_txt && { alt_txt: file.alt_txt }),
    channels: file.channels,
    groups: [],
    ims: [],
  };
}

export function botProfile({ bot, app, state }: World): Json {
  return {
    id: bot.id,
    deleted: false,
    name: app.bot_user.name,
    updated: 1_700_000_000,
    app_id: app.id,
    user_id: bot.user,
    icons: {},
    team_id: state.team.id,
  };
}
