import { isZone, longDateInWords, timeInWords } from "../../grammar/zoned.ts";
import type { Invitation } from "../world.ts";
import { addressed, defineContent } from "./content-kind.ts";

function titleOf({ cancels, title }: Invitation): string {
  return cancels ? `Cancelled: ${title}` : title;
}

export const meetingContent = defineContent<Invitation>({
  kind: "meeting",
  noun: "invitation",
  icon: ":date:",
  title: titleOf,
  receivers: ({ to }) => to,
  sender: ({ host }) => host,
  facts: (invitation) => [
    ["To", invitation.to.map(addressed).join(", ")],
    ["Host", addressed(invitation.host)],
    ["When", meetingTime(invitation)],
    ["Title", titleOf(invitation)],
  ],
  body: ({ body }) => body,
  bound: ({ kind, cancels, to, host, title, body, at, minutes, zone }) => [
    kind,
    cancels,
    to.map(({ name, address }) => [name, address]),
    host.name,
    host.address,
    title,
    body,
    at,
    minutes,
    zone,
  ],
  editable({ cancels, at, zone, host, hosts, body }) {
    const text = { name: "body", label: "Text", kind: "text", initial: body } as const;
    if (cancels) return [text];
    const hint = `In your own time zone. Theirs is ${zone}.`;
    const options = hosts.map(({ id, name }) => ({ label: name, value: id }));
    return [
      { name: "at", label: "Date and time", kind: "moment", initial: at ?? "", hint },
      { name: "host", label: "Host", kind: "choice", initial: host.id, options },
      text,
    ];
  },
  rewrite(invitation, parts) {
    const body = (parts["body"] ?? "").trimEnd();
    const sequence = invitation.sequence + 1;
    if (body.trim() === "") return { problems: { body: "An invitation needs a text." } };
    if (invitation.cancels) return { content: { ...invitation, body, sequence } };
    const at = new Date(parts["at"] ?? "");
    if (Number.isNaN(at.getTime())) return { problems: { at: "A meeting needs a date and time." } };
    const host = invitation.hosts.find(({ id }) => id === parts["host"]) ?? invitation.host;
    return { content: { ...invitation, at: at.toISOString(), host, body, sequence } };
  },
  unready({ cancels, at }, now) {
    if (cancels) return null;
    if (at === null) return "the meeting has no date and time yet";
    return new Date(at) > now ? null : "the meeting's time has passed";
  },
  output: ({ at, to }) => ({ when: at, to: to.map(({ address }) => address).join(", ") }),
});

/** "Thursday 3 December 2026, 10:00 to 10:45 (Europe/Berlin)" */
export function meetingTime({ at, minutes, zone }: Invitation): string {
  if (at === null) return `not set yet; ${minutes} minutes`;
  // a time that is none is shown as it stands, for whoever approves it to see
  if (Number.isNaN(Date.parse(at)) || !isZone(zone)) return at;
  const [from, until] = [new Date(at), new Date(Date.parse(at) + minutes * 60_000)];
  const times = `${timeInWords(from, zone)} to ${timeInWords(until, zone)}`;
  return `${longDateInWords(from, zone)}, ${times} (${zone})`;
}

/** null: whoever approves it sets its time. */
export function endOfMeeting({ at, minutes }: Invitation): Date | null {
  const begins = at === null ? NaN : Date.parse(at);
  return Number.isNaN(begins) ? null : new Date(begins + minutes * 60_000);
}

/** What those read whose mail program knows no invitations. */
export function invitationText(invitation: Invitation): string {
  return `${titleOf(invitation)}\n${meetingTime(invitation)}\n\n${invitation.body}`;
}
