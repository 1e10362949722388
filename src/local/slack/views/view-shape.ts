import type { Json } from "../shapes.ts";
import type { View } from "../state/records.ts";
import type { World } from "../world.ts";
import { valuesOf } from "./values.ts";

/** A view in the form Slack's API and payloads give it. */
export function viewShape({ state, app, bot }: World, view: View): Json {
  return {
    id: view.id,
    team_id: state.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    state: { values: valuesOf(view.blocks, view.values) },
    hash: view.hash,
    title: view.title ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: app.id,
    external_id: view.external_id,
    app_installed_team_id: state.team.id,
    bot_id: bot.id,
  };
}
