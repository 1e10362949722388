import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { botProfile, userShape } from "../shapes.ts";
import { count, defineMethod, flag } from "./method.ts";
import { pageOf } from "./places.ts";

export const authTest = defineMethod({
  name: "auth.test",
  tier: "special",
  takes: {},
  run: ({ state, app, bot, address }) => ({
    url: `${address()}/`,
    team: state.team.name,
    user: app.bot_user.name,
    team_id: state.team.id,
    user_id: bot.user,
    bot_id: bot.id,
    is_enterprise_install: false,
  }),
});

export const openConnection = defineMethod({
  name: "apps.connections.open",
  tier: "special",
  token: "app",
  takes: {},
  run: ({ sockets, app, address }) => {
    const query = new URLSearchParams({ ticket: sockets.ticket(), app_id: app.id });
    return { url: `${address().replace(/^http/, "ws")}/link/?${query.toString()}` };
  },
});

export const userInfo = defineMethod({
  name: "users.info",
  tier: "t4",
  scopes: ["users:read"],
  takes: { user: z.string() },
  run(world, given) {
    const user = world.state.users.get(given.user);
    if (!user) throw new Refusal("user_not_found");
    return { user: userShape(world, user) };
  },
});

export const userList = defineMethod({
  name: "users.list",
  tier: "t2",
  scopes: ["users:read"],
  takes: { limit: count.optional(), cursor: z.string().optional() },
  run(world, given) {
    const all = world.state.users.all();
    const { items, next } = pageOf(all, given.limit ?? all.length, given.cursor);
    return {
      members: items.map((user) => userShape(world, user)),
      cache_ts: Math.floor(world.state.clock.now().getTime() / 1000),
      response_metadata: { next_cursor: next },
    };
  },
});

export const lookupByEmail = defineMethod({
  name: "users.lookupByEmail",
  tier: "t3",
  scopes: ["users:read.email"],
  takes: { email: z.string() },
  run(world, given) {
    const wanted = given.email.toLowerCase();
    const user = world.state.users.all().find((one) => one.email?.toLowerCase() === wanted);
    if (!user) throw new Refusal("users_not_found");
    return { user: userShape(world, user) };
  },
});

export const botInfo = defineMethod({
  name: "bots.info",
  tier: "t3",
  scopes: ["users:read"],
  takes: { bot: z.string().optional(), team_id: z.string().optional() },
  run(world, given) {
    if (given.bot !== world.bot.id) throw new Refusal("bot_not_found");
    return { bot: botProfile(world) };
  },
});

export const usergroupList = defineMethod({
  name: "usergroups.list",
  tier: "t2",
  scopes: ["usergroups:read"],
  takes: { include_users: flag.optional(), include_count: flag.optional() },
  run: ({ state }, given) => ({
    usergroups: state.usergroups.map(({ users, ...group }) => ({
      team_id: state.team.id,
      is_usergroup: true,
      is_external: false,
      description: "",
      date_delete: 0,
      ...group,
      user_count: users.length,
      ...(given.include_users && { users }),
    })),
  }),
});

export const usergroupUsers = defineMethod({
  name: "usergroups.users.list",
  tier: "t2",
  scopes: ["usergroups:read"],
  takes: { usergroup: z.string() },
  run({ state }, given) {
    const group = state.usergroups.find((one) => one.id === given.usergroup);
    if (!group) throw new Refusal("no_such_subteam");
    return { users: group.users };
  },
});
