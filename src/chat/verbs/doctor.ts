import { asAdmin } from "../admins.ts";
import { systemsOf } from "../systems.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

/** How those outside are that playbooks depend on. */
export const doctor: Verb = {
  name: "doctor",
  group: "Run",
  help: [
    {
      say: "doctor",
      does: "how mail, texts and connected systems are, and what to do; for admins",
    },
  ],
  reads: (text) => matching(text, [/^(?:doctor|health)$/i]),
  hear: (needs, said) =>
    asAdmin(needs, said, "see how other systems are", async (tenant, { zone }) =>
      say((await systemsOf(needs, tenant, zone)).join("\n\n")),
    ),
  acts: {},
};
