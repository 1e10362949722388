import { z } from "zod";

const SlashCommand = z.object({
  command: z.string().max(32),
  description: z.string().max(2000).optional(),
  usage_hint: z.string().max(1000).optional(),
  should_escape: z.boolean().optional(),
});
type SlashCommand = z.infer<typeof SlashCommand>;

const Shortcut = z.object({
  name: z.string(),
  type: z.enum(["message", "global"]),
  callback_id: z.string(),
  description: z.string().optional(),
});
type Shortcut = z.infer<typeof Shortcut>;

// only what decides how Slack behaves; the rest of a manifest is none of our business
const Manifest = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140).optional(),
  }),
  features: z
    .object({
      app_home: z
        .object({
          home_tab_enabled: z.boolean().optional(),
          messages_tab_enabled: z.boolean().optional(),
        })
        .optional(),
      slash_commands: z.array(SlashCommand).max(50).optional(),
      shortcuts: z.array(Shortcut).max(10).optional(),
    })
    .optional(),
  oauth_config: z
    .object({ scopes: z.object({ bot: z.array(z.string()).optional() }).optional() })
    .optional(),
  settings: z
    .object({
      event_subscriptions: z
        .object({ bot_events: z.array(z.string()).max(100).optional() })
        .optional(),
    })
    .optional(),
});

/** What the installed app may do and hear. */
export type Grants = {
  name: string;
  description: string;
  scopes: ReadonlySet<string>;
  events: ReadonlySet<string>;
  commands: readonly SlashCommand[];
  shortcuts: readonly Shortcut[];
  homeTab: boolean;
  messagesTab: boolean;
};

export function readManifest(manifest: unknown): Grants {
  const read = Manifest.parse(manifest);
  return {
    name: read.display_information.name,
    description: read.display_information.description ?? "",
    scopes: new Set(read.oauth_config?.scopes?.bot),
    events: new Set(read.settings?.event_subscriptions?.bot_events),
    commands: read.features?.slash_commands ?? [],
    shortcuts: read.features?.shortcuts ?? [],
    homeTab: read.features?.app_home?.home_tab_enabled ?? false,
    messagesTab: read.features?.app_home?.messages_tab_enabled ?? false,
  };
}
