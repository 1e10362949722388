import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
} from "ical-generator";
import type { CalendarPart } from "./email.ts";

type Meeting = {
  /** the same for the invitation and all that follows it */
  uid: string;
  /** raised by each change */
  sequence: number;
  /** takes the invitation back */
  cancels: boolean;
  host: { name: string; address: string };
  to: { name: string; address: string }[];
  title: string;
  body: string;
  start: Date;
  minutes: number;
  now: Date;
};

/**
 * An invitation as calendars read it (RFC 5546). The same `uid` is the same meeting: a later one with a higher
 * sequence changes it or takes it back.
 */
export function invitationOf(meeting: Meeting): CalendarPart {
  const { uid, sequence, cancels, host, to, title, body, start, minutes, now } = meeting;
  const method = cancels ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = ical({ method, prodId: { company: "Playbooks", product: "Playbooks" } });
  calendar.createEvent({
    id: uid,
    sequence,
    stamp: now,
    start,
    end: new Date(start.getTime() + minutes * 60_000),
    summary: title,
    description: body,
    status: cancels ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: host.name, email: host.address },
    attendees: to.map(({ name, address }) => ({
      name,
      email: address,
      rsvp: !cancels,
      role: ICalAttendeeRole.REQ,
      status: ICalAttendeeStatus.NEEDSACTION,
    })),
  });
  return { method: cancels ? "CANCEL" : "REQUEST", text: calendar.toString() };
}
