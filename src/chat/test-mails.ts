import { testMail } from "../engine/carrier.ts";
import { plural } from "../grammar/words.ts";
import { everyLine } from "../run/preview-inside.ts";
import { listPeople } from "../store/people.ts";
import { forWorkspace } from "../store/tenant.ts";
import type { Pressed, Response } from "./chat.ts";
import { foresee } from "./foresee.ts";
import { imagineRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import { idFrom } from "./once.ts";
import type { Loaded } from "./wanted.ts";
import { say } from "./words.ts";

/** Sends what the customer would receive to the person who asks, marked as a test. No customer is written to. */
export async function testMails(
  needs: ChatNeeds,
  { workspaceId, by, key }: Pressed,
  it: Loaded,
): Promise<Response> {
  const { person, mails } = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const { playbook, customer, wanted } = it;
    const { situation, surrounded } = await imagineRun(needs, tenant, {
      runnable: await needs.engine.directory.runnable(tenant, playbook.id, playbook.version),
      customer,
      inputs: wanted.inputs,
      startedBy: by,
    });
    const { lines } = foresee(situation, {
      now: needs.clock.now(),
      patient: false,
      surrounded,
    });
    return {
      person: (await listPeople(tenant)).find((one) => one.id === by),
      mails: everyLine(lines).flatMap(({ line: { step, receives }, within }) =>
        receives ? [{ id: [...within, step.id].join("/"), receives }] : [],
      ),
    };
  });
  if (!person?.email)
    return say("I do not know your email address. Add it to your Slack profile and try again.");
  const to = { name: person.name, address: person.email };
  let sent = 0;
  for (const { id, receives } of mails) {
    const result = await needs.engine.providers.email.send(
      testMail(receives, { key: idFrom("test", by, key, id), person: to, now: needs.clock.now() }),
    );
    if (result.is !== "sent")
      return say(
        `${plural(sent, "mail")} of ${mails.length} went to ${person.email}; then ${result.reason}. Try again in a while.`,
      );
    sent += 1;
  }
  return say(
    `${plural(sent, "mail")} went to ${person.email}. Nothing went to ${it.customer?.name ?? "anybody else"}.`,
  );
}
