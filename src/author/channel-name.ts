import { closest } from "../grammar/closest.ts";
import { listInWords } from "../grammar/words.ts";

export type ChannelSaid = { ok: true; name: string } | { ok: false; wrong: string };

/** A channel as people write it: "#renewals", "renewals", or Slack's own <#C123|renewals>. */
export function readChannel(said: string, channels: readonly string[]): ChannelSaid {
  const name = said
    .trim()
    .replace(/^<#\w+\|([^>]+)>$/, "$1")
    .replace(/^#/, "")
    .replace(/[.!]+$/, "")
    .toLowerCase();
  if (!/^[\p{L}\p{N}_-]{1,80}$/u.test(name))
    return { ok: false, wrong: `"${said.trim()}" is not the name of a channel, such as renewals.` };
  // nothing is known of channels where there are none
  if (channels.length === 0 || channels.includes(name)) return { ok: true, name };
  const near = closest(name, channels);
  const hint =
    near === null
      ? `There are ${listInWords(channels.slice(0, 8).map((it) => `#${it}`))}.`
      : `Did you mean #${near}?`;
  return { ok: false, wrong: `There is no channel #${name}. ${hint}` };
}
