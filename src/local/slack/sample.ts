// what local Slack holds when nobody says otherwise: a few people, two channels, an app that may do everything
import type { SlackApp, Workspace } from "./workspace.ts";

export const sampleWorkspace: Workspace = {
  team: { id: "T0LOCAL01", name: "Local", domain: "local" },
  users: [
    {
      id: "U0ANA0001",
      name: "ana",
      real_name: "Ana Lima",
      email: "ana@local.test",
      tz: "Europe/Lisbon",
      title: "Customer Success Manager",
    },
    {
      id: "U0BEN0001",
      name: "ben",
      real_name: "Ben Okafor",
      email: "ben@local.test",
      tz: "America/New_York",
      title: "Head of Customer Success",
    },
    {
      id: "U0CHLOE01",
      name: "chloe",
      real_name: "Chloe Martin",
      email: "chloe@local.test",
      tz: "Europe/Paris",
      title: "Administrator",
      is_admin: true,
    },
  ],
  channels: [
    {
      id: "C0GENERAL",
      name: "general",
      topic: "Company-wide news",
      members: ["U0ANA0001", "U0BEN0001", "U0CHLOE01", "U0APP0001"],
    },
    { id: "C0RANDOM1", name: "random", members: ["U0ANA0001", "U0BEN0001", "U0CHLOE01"] },
  ],
};

// not secrets: this Slack is reachable from this machine only
export const sampleApp: SlackApp = {
  id: "A0LOCAL01",
  bot_user: { id: "U0APP0001", name: "App" },
  bot_token: "xoxb-local",
  app_token: "xapp-local",
  signing_secret: "local",
  manifest: {
    display_information: { name: "App" },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true },
      slash_commands: [{ command: "/app", description: "Ask the app", should_escape: true }],
      shortcuts: [{ name: "Send to the app", type: "message", callback_id: "send_to_app" }],
    },
    oauth_config: {
      scopes: {
        bot: [
          "app_mentions:read",
          "assistant:write",
          "channels:history",
          "channels:join",
          "channels:read",
          "chat:write",
          "commands",
          "files:read",
          "files:write",
          "groups:history",
          "groups:read",
          "im:history",
          "im:read",
          "im:write",
          "mpim:history",
          "mpim:read",
          "mpim:write",
          "reactions:read",
          "reactions:write",
          "usergroups:read",
          "users:read",
          "users:read.email",
        ],
      },
    },
    settings: {
      event_subscriptions: {
        bot_events: [
          "app_home_opened",
          "app_mention",
          "member_joined_channel",
          "message.channels",
          "message.groups",
          "message.im",
          "message.mpim",
          "reaction_added",
          "reaction_removed",
        ],
      },
    },
  },
};
