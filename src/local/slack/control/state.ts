// everything a test wants to look at, as plain JSON
import { fileShape, type Json } from "../shapes.ts";
import type { Ephemeral, Message } from "../state/records.ts";
import { valuesOf } from "../views/values.ts";
import { viewShape } from "../views/view-shape.ts";
import type { World } from "../world.ts";

export function stateShape(world: World): Json {
  const { state, app, grants, bot, sockets } = world;
  return {
    team: state.team,
    now: state.clock.now().toISOString(),
    app: {
      id: app.id,
      name: grants.name,
      bot_user: bot.user,
      bot_id: bot.id,
      connections: sockets.count(),
    },
    users: state.users.all(),
    channels: state.channels.all(),
    messages: state.messages.all().map((message) => messageState(world, message)),
    ephemerals: ephemeralsByUser(world),
    views: Object.fromEntries(
      [...state.session.modals].map(([user, stack]) => [
        user,
        stack.map((view) => ({ ...viewShape(world, view), user })),
      ]),
    ),
    homes: Object.fromEntries(
      state.homes.all().map((view) => [view.user, { ...viewShape(world, view), user: view.user }]),
    ),
    statuses: [...state.session.statuses]
      .filter(([, status]) => status.until > Date.now())
      .map(([place, { text, loading }]) => ({ place, text, loading_messages: loading })),
    prompts: Object.fromEntries(state.session.prompts),
  };
}

function messageState(world: World, message: Message | Ephemeral): Json {
  const { files, ...rest } = message;
  const stored = (files ?? []).flatMap((id) => world.state.files.get(id) ?? []);
  return { ...rest, ...(files && { files: stored.map((file) => fileShape(world, file)) }) };
}

function ephemeralsByUser(world: World): Record<string, Json[]> {
  const byUser: Record<string, Json[]> = {};
  for (const message of world.state.session.ephemerals.values()) {
    const { for: user } = message;
    const inputs = world.state.session.inputs.get(`${user}/${message.channel}/${message.ts}`);
    const seen = messageState(world, message);
    byUser[user] = [
      ...(byUser[user] ?? []),
      { ...seen, values: valuesOf(message.blocks ?? [], inputs ?? {}) },
    ];
  }
  return byUser;
}
