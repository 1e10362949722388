import type { ApprovalCard, Button, Form } from "../../../src/chat/replies.ts";
import { kindOf } from "../../../src/steps/contents/all.ts";
import type { Content } from "../../../src/steps/world.ts";
import type { ApprovalRow } from "../../../src/store/approvals.ts";
import { maya, priya, tom } from "../stand.ts";
import { button, no, on, yes } from "./parts.ts";

const body = `Hi Dana,

your contract ends on 19 February. You use 48 of your 50 seats, and your team opened 212 dashboards last month.

Shall we talk about next year? I suggest:
- the same 50 seats
- a price guarantee for two years

Best regards
Maya`;

const mail: Content = {
  kind: "email",
  to: { name: "Dana Fox", address: "dana.fox@acme.example", contact: "champion" },
  from: { name: "Maya Chen", address: "maya@northwind.example" },
  subject: "Your renewal in February",
  body,
};

const [host, other] = [
  { id: maya, name: "Maya Chen", address: "maya@northwind.example" },
  { id: priya, name: "Priya Nair", address: "priya@northwind.example" },
];

const invitation: Content = {
  kind: "meeting",
  cancels: null,
  to: [
    { name: "Dana Fox", address: "dana.fox@acme.example", contact: "champion" },
    { name: "Lee Park", address: "lee.park@acme.example", contact: "sponsor" },
  ],
  host,
  hosts: [host, other],
  title: "Quarterly review with Acme Robotics",
  body: "We look at the last quarter together, and at what comes next.",
  at: "2026-12-03T15:00:00.000Z",
  minutes: 45,
  zone: "America/New_York",
  sequence: 0,
};

export const approval: ApprovalRow = {
  id: "a1",
  runId: "5f0c1e52-0000-4000-8000-000000000001",
  stepId: "offer",
  iteration: 1,
  status: "pending",
  content: mail,
  contentSha256: "abc",
  approvers: [
    { id: maya, because: "you are Acme Robotics's CSM" },
    { id: priya, because: "nobody else may decide for Acme Robotics" },
  ],
  editors: [maya, tom],
  onReject: "send_back",
  secondPerson: false,
  revision: 1,
  askedAt: on("2026-11-21"),
  decidedAt: null,
  decidedBy: null,
  reason: null,
  editedBy: null,
};

const decide = [
  yes("Approve", "approve"),
  button("Edit", "approval-edit"),
  no("Reject", "approval-reject"),
];
const asks = (
  more: Partial<ApprovalRow>,
  buttons: Button[] = [],
  rest: Partial<ApprovalCard> = {},
): ApprovalCard => ({
  is: "approval",
  approval: { ...approval, ...more },
  playbook: "Renewal, 90 days out",
  step: "Send the renewal offer",
  customer: "Acme Robotics",
  recent: [],
  leavesAt: null,
  unready: null,
  buttons,
  ...rest,
});
const decided = { decidedBy: maya, decidedAt: on("2026-11-21") };

export const approvalCards: Record<string, ApprovalCard> = {
  pending: asks({}, decide, { recent: [{ playbook: "Quarterly check-in", at: on("2026-11-20") }] }),
  "pending, changed, second person": asks(
    { editedBy: tom, secondPerson: true, revision: 2 },
    decide,
  ),
  "sent back": asks({ status: "sent back", reason: "Please mention the discount" }, [
    yes("Edit", "approval-edit"),
    button("Give up", "approval-reject"),
  ]),
  approved: asks({ status: "approved", ...decided }),
  "approved, leaves later": asks(
    { status: "approved", ...decided },
    [button("Send now", "send-now")],
    { leavesAt: on("2026-11-23") },
  ),
  escalated: asks(
    {
      approvers: [
        { id: maya, because: "you are Acme Robotics's CSM" },
        { id: priya, because: "it was escalated to you" },
      ],
    },
    decide,
  ),
  "approved with changes": asks({ status: "approved", ...decided, editedBy: tom }),
  skipped: asks({ status: "skipped", ...decided, reason: "They signed already" }),
  stopped: asks({ status: "stopped", ...decided, reason: "Wrong customer" }),
  closed: asks({ status: "void", decidedAt: on("2026-11-21"), reason: "nobody decided in time" }),
  "a text message": asks(
    {
      content: {
        kind: "sms",
        to: { name: "Dana Fox", address: "+12025550123", contact: "champion" },
        body: "Hi Dana, your renewal papers are in your mailbox. Shall I call you on Monday?",
      },
    },
    decide,
  ),
  "an invitation": asks({ content: invitation }, decide),
  "an invitation without a time": asks({ content: { ...invitation, at: null } }, decide),
  "a very long mail": asks(
    {
      content: {
        ...mail,
        body: Array.from({ length: 900 }, (_, i) => `Line ${i} of a mail that never ends.`).join(
          "\n",
        ),
      },
    },
    decide,
  ),
};

export const invitationForm: Form = {
  title: "Edit the invitation",
  submit: "Save and send",
  act: "approval-edited",
  value: "a1 abc",
  intro: "To Dana Fox <dana.fox@acme.example> and Lee Park <lee.park@acme.example>",
  fields: kindOf(invitation).editable(invitation),
};

export const editForm: Form = {
  title: "Edit the mail",
  submit: "Save and send",
  act: "approval-edited",
  value: "a1 abc",
  intro: "To Dana Fox <dana.fox@acme.example>",
  fields: [
    { name: "subject", label: "Subject", kind: "line", initial: "Your renewal in February" },
    { name: "body", label: "Text", kind: "text", initial: body },
    {
      name: "next",
      label: "What then?",
      kind: "choice",
      options: [
        { label: "Send back to be changed", value: "send_back" },
        { label: "Skip this one and go on", value: "skip" },
        { label: "Stop the run", value: "stop" },
      ],
    },
    {
      name: "why",
      label: "Why?",
      kind: "text",
      optional: true,
      hint: "Your colleagues see it on the card.",
    },
  ],
};
