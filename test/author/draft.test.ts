import { expect, test } from "vitest";
import { readPlaybook } from "../../src/playbook/read.ts";
import { compile } from "../../src/playbook/compile.ts";
import { says } from "../support/model.ts";
import { asked, lastSaid, scriptedAuthor } from "./scripted.ts";
import { context, field, form, plan, row, trigger } from "./stand.ts";

const sentence =
  "Create a playbook: 60 days before the renewal email the champion, wait 5 days, then the CSM calls.";
const request = { sentence, plan: null, answers: {} };
const quiet = () => {};
const subject = field("nudge", "subject", "Your renewal");

test("a sentence becomes a playbook that the reader accepts", async () => {
  using it = scriptedAuthor([says(plan()), says(form())]);
  const doing: string[] = [];

  const drafted = await it.author.draft(context, request, (what) => doing.push(what));

  expect(drafted).toMatchObject({
    is: "written",
    playbook: { id: "renewal-nudge", name: "Renewal nudge" },
    notes: ["The call is for the CSM.", "The CSM does the call."],
  });
  if (drafted.is !== "written") return;
  expect(readPlaybook(drafted.source, context.surroundings).ok).toBe(true);
  expect(compile(drafted.playbook.steps).nodes.map(({ id }) => id)).toEqual([
    "nudge",
    "pause",
    "call",
  ]);
  expect(drafted.source).toMatchInlineSnapshot(`
    "format: 1
    id: renewal-nudge
    name: Renewal nudge
    goal: Renew in time.
    category: renewal
    channel: renewals
    triggers:
      - by: date
        at: 60 days before renewal_date
    limits:
      once_per: customer
      every: 180 days
    success:
      - say: They renewed
        when: customer.renewal_status == "renewed"
    steps:
      - id: nudge
        do: email
        to:
          - champion
          - primary
        subject: Your renewal
        body: |
          Hi {{default customer.champion.first_name "there"}},

          your plan renews on {{date customer.renewal_date}}.

          Best
          {{customer.csm.first_name}}
      - id: pause
        do: wait
        for: 5 days
      - id: call
        do: task
        title: "Call {{customer.name}}"
        who: csm
        timeout: 3 days
    "
  `);
  expect(it.requests.map(asked)).toEqual(["playbook_plan", "playbook_fill"]);
  expect(doing).toEqual(["Working out the steps", "Writing it down"]);
});

test("the model gets the times as read, the nearest templates and the workspace as data", async () => {
  using it = scriptedAuthor([says(plan()), says(form())]);

  await it.author.draft(context, request, quiet);

  const [planning, filling] = it.requests;
  const material = JSON.parse(planning ? lastSaid(planning) : "{}");
  expect(material.request).toBe(sentence);
  expect(material.times).toEqual([
    {
      kind: "date",
      said: "60 days before the renewal",
      write: "60 days before renewal_date",
      hint: null,
    },
    { kind: "duration", said: "5 days", write: "5 days", hint: null },
  ]);
  expect(material.workspace.channels).toEqual(["renewals", "cs-team"]);
  expect(material.similar[0].name).toBe("Renewal, 90 days out");
  const system = [planning, filling].map((sent) => sent?.messages[0]);
  for (const message of system) {
    expect(message?.role).toBe("system");
    expect(message?.content).not.toContain(sentence);
  }
  const examples = filling?.messages.filter(({ role }) => role === "assistant") ?? [];
  expect(examples.length).toBeGreaterThan(0);
  expect(JSON.parse(examples.at(-1)?.content ?? "{}").id).toBe("renewal");
});

const unknown = {
  name: "caller",
  question: "Who calls them?",
  kind: "choice" as const,
  options: ["The CSM", "A manager"],
  suggestion: "The CSM",
};

test("what must be known is asked first, and never twice", async () => {
  using it = scriptedAuthor([says(plan({ unknowns: [unknown] })), says(form())]);

  const first = await it.author.draft(context, request, quiet);

  expect(first).toMatchObject({
    is: "questions",
    questions: [{ name: "caller", label: "Who calls them?", kind: "choice", initial: "The CSM" }],
  });
  const given = first.is === "questions" ? first.plan : null;
  const answers = { caller: "A manager" };
  const second = await it.author.draft(context, { sentence, plan: given, answers }, quiet);
  expect(second.is).toBe("written");
  expect(it.requests.map(asked)).toEqual(["playbook_plan", "playbook_fill"]);
  const [, filling] = it.requests;
  expect(JSON.parse(filling ? lastSaid(filling) : "{}").answers).toEqual([
    { question: "Who calls them?", answer: "A manager", suggestion: "The CSM" },
  ]);
});

test("a plan that got lost is made again, without asking again", async () => {
  using it = scriptedAuthor([says(plan({ unknowns: [unknown] })), says(form())]);

  const drafted = await it.author.draft(context, { sentence, plan: "{}", answers: {} }, quiet);

  expect(drafted.is).toBe("written");
});

test("a form that does not hold together is mended with its problems", async () => {
  const broken = form({ fields: [subject, field("call", "timeout", "3 dayz")] });
  using it = scriptedAuthor([says(plan()), says(broken), says(form())]);
  const doing: string[] = [];

  const drafted = await it.author.draft(context, request, (what) => doing.push(what));

  expect(drafted.is).toBe("written");
  expect(it.requests.map(asked)).toEqual(["playbook_plan", "playbook_fill", "playbook_repair"]);
  const repair = it.requests.at(-1);
  expect(JSON.parse(repair?.messages.at(-2)?.content ?? "{}")).toEqual(broken);
  const said = repair ? lastSaid(repair) : "";
  expect(said).toContain('"step": "call"');
  expect(said).toContain('"field": "timeout"');
  expect(doing.at(-1)).toBe("Mending what does not hold together");
});

test("problems that show only once others are mended are mended, too", async () => {
  const shapeless = form({ fields: [] });
  const meaningless = form({
    fields: [subject, field("call", "timeout", "3 dayz")],
    customers: "customer.x",
  });
  using it = scriptedAuthor([says(plan()), says(shapeless), says(meaningless), says(form())]);

  expect((await it.author.draft(context, request, quiet)).is).toBe("written");
});

test("mending ends when it does not help, and the nearest is kept", async () => {
  const broken = form({ fields: [] });
  const worse = form({ fields: [], name: "" });
  using it = scriptedAuthor([says(plan()), says(broken), says(worse)]);

  const drafted = await it.author.draft(context, request, quiet);

  expect(drafted).toMatchObject({
    is: "not-written",
    partial: { problems: [{ code: "missing-field", path: "steps.0.subject" }] },
  });
  expect(drafted.is === "not-written" && drafted.because).toContain(
    "the nearest I got is below".slice(4),
  );
  expect(it.requests).toHaveLength(3);
});

test("mending ends after two rounds", async () => {
  const late = field("call", "timeout", "3 dayz");
  const fields = [subject, late, field("nudge", "only_if", "customer.x")];
  const attempts = [
    form({ fields, customers: "customer.nonsense" }),
    form({ fields }),
    form({ fields: [subject, late] }),
    form(),
  ];
  using it = scriptedAuthor([says(plan()), ...attempts.map((attempt) => says(attempt))]);

  const drafted = await it.author.draft(context, request, quiet);

  expect(drafted.is).toBe("not-written");
  expect(it.requests).toHaveLength(4);
});

test("what is only doubtful is looked at once more and then noted", async () => {
  const doubtful = form({
    channel: "renewls",
    rows: [
      row({ id: "nudge", do: "email", who: "boss@elsewhere.example", text: "Hi" }),
      row({ id: "pause", do: "wait", text: "6 days" }),
    ],
    fields: [field("nudge", "subject", "Your renewal")],
  });
  using it = scriptedAuthor([says(plan()), says(doubtful), says(doubtful)]);

  const drafted = await it.author.draft(context, request, quiet);

  expect(it.requests).toHaveLength(3);
  expect(drafted.is === "written" && drafted.notes.slice(0, 3)).toEqual([
    "There is no channel #renewls. Did you mean #renewals?",
    "“nudge” writes to boss@elsewhere.example, an address that was not in your words.",
    "You said “5 days”, but no time in it says so.",
  ]);
});

test("events that nobody is known to send are named", async () => {
  const waiting = form({
    triggers: [trigger("event", { name: "customer.signed" }), ...form().triggers],
    rows: [...form().rows, row({ id: "signed", do: "wait" })],
    fields: [
      ...form().fields,
      field("signed", "event", "contract.signed"),
      field("signed", "timeout", "9 days"),
    ],
  });
  using it = scriptedAuthor([says(plan()), says(waiting)]);

  const drafted = await it.author.draft(context, request, quiet);

  expect(drafted.is === "written" && drafted.notes[0]).toBe(
    "It goes by the event contract.signed: some other system must send it.",
  );
});

test("of a very long request the beginning counts, and that is said", async () => {
  using it = scriptedAuthor([says(plan()), says(form())]);

  const drafted = await it.author.draft(
    context,
    { ...request, sentence: `${sentence} ${"x".repeat(20_000)}` },
    quiet,
  );

  expect(drafted.is === "written" && drafted.notes[0]).toContain("12,000 characters");
  expect(it.requests.map((sent) => lastSaid(sent).length < 20_000)).toEqual([true, true]);
});

test("branches come out nested, their conditions with them", async () => {
  const branching = form({
    rows: [
      row({ id: "outcome", do: "task", who: "csm", text: "Log how they feel" }),
      row({ id: "route", do: "if", name: "What now?" }),
      row({ id: "offer", do: "message", parent: "route", path: "Happy", text: "Make an offer." }),
      row({
        id: "save",
        do: "task",
        parent: "route",
        path: "Unhappy",
        who: "manager",
        text: "Call",
      }),
      row({ id: "pause", do: "wait", text: "5 days" }),
    ],
    fields: [
      field("outcome", "output.mood", "[happy, unhappy]"),
      field("route", "when.Happy", 'outcome.mood == "happy"'),
    ],
  });
  using it = scriptedAuthor([says(plan()), says(branching)]);

  const drafted = await it.author.draft(context, request, quiet);

  expect(drafted.is === "written" && drafted.playbook.steps[1]).toEqual({
    id: "route",
    do: "if",
    name: "What now?",
    paths: [
      {
        name: "Happy",
        when: 'outcome.mood == "happy"',
        steps: [expect.objectContaining({ id: "offer" })],
      },
      { name: "Unhappy", steps: [expect.objectContaining({ id: "save" })] },
    ],
  });
});

test("a row without a place goes to the top, and the model is told", async () => {
  const lost = form({
    rows: [
      ...form().rows,
      row({ id: "post", do: "message", parent: "nobody", path: "A", text: "Hi" }),
    ],
  });
  using it = scriptedAuthor([says(plan()), says(lost), says(lost)]);

  const drafted = await it.author.draft(context, request, quiet);

  const repair = it.requests.at(-1);
  expect(repair ? lastSaid(repair) : "").toContain('There is no row \\"nobody\\".');
  expect(drafted).toMatchObject({
    is: "written",
    notes: expect.arrayContaining(['There is no row "nobody".']),
  });
});

test("where nothing is similar, one template still shows how the form is filled", async () => {
  const strange = { understood: "x", name: "Zebra", goal: "Zebras.", why: null };
  using it = scriptedAuthor([says(plan(strange)), says(form())]);

  await it.author.draft(context, { ...request, sentence: "zebra crossing" }, quiet);

  const roles = it.requests.at(-1)?.messages.map(({ role }) => role);
  expect(roles).toEqual(["system", "user", "assistant", "user"]);
});

test("a wish that is no workflow is answered, not written", async () => {
  using it = scriptedAuthor([says(plan({ steps: [] }))]);

  const drafted = await it.author.draft(context, { ...request, sentence: "hello" }, quiet);

  expect(drafted).toMatchObject({ is: "not-written", partial: null });
  expect(it.requests).toHaveLength(1);
});

test("ids that are taken get a number", async () => {
  using it = scriptedAuthor([says(plan()), says(form())]);

  const taken = ["renewal-nudge", "renewal-nudge-2"];
  const drafted = await it.author.draft({ ...context, taken }, request, quiet);

  expect(drafted).toMatchObject({ is: "written", playbook: { id: "renewal-nudge-3" } });
});
