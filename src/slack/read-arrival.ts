import type { Arrival, Self } from "./arrival.ts";
import { readEvent } from "./read-event.ts";
import { readCommand, readForm, readPress } from "./read-interaction.ts";

/**
 * What Slack sent, as something to act on; null for what needs no more than an acknowledgement. It is always about the
 * workspace our token is for: whoever comes from another one shares a channel with us, and is a stranger.
 */
export function readArrival(body: unknown, self: Self): Arrival | null {
  const read = readEvent(body, self) ?? readPress(body) ?? readForm(body) ?? readCommand(body);
  if (!read) return null;
  const { workspaceId } = self;
  return { ...read, workspaceId, isStranger: read.isStranger || read.workspaceId !== workspaceId };
}
