import type { Content } from "../world.ts";
import type { ContentKind } from "./content-kind.ts";
import { emailContent } from "./email.ts";
import { meetingContent } from "./meeting.ts";
import { smsContent } from "./sms.ts";

/** Every kind of what leaves the house: a new one is its file and its word here. */
const kinds: Record<Content["kind"], ContentKind> = {
  email: emailContent,
  sms: smsContent,
  meeting: meetingContent,
};

export function kindOf(content: Content): ContentKind {
  return kinds[content.kind];
}

/** Who receives it, named: "Dana Fox" */
export function receiverNames(content: Content): string[] {
  return kindOf(content)
    .receivers(content)
    .map(({ name }) => name);
}
