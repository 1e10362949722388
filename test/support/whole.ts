// the whole program in a test of the suite, and what nearly every such test begins with

import { createDatabase } from "./database.ts";
import { temporaryFolder } from "./folder.ts";
import { type Program, startProgram } from "./program.ts";

/** As `npm start` runs it, but on the suite's Postgres: that one is there already, and waits for no disk. */
export async function startWhole(
  env: Record<string, string> = {},
): Promise<Program & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(temporaryFolder());
  const { url } = stack.use(await createDatabase());
  const program = stack.use(await startProgram(folder.path, { DATABASE_URL: url, ...env }));
  const all = stack.move();
  return { ...program, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Pastes a playbook into #renewals and turns it on. */
export async function turnOn({ users }: Program, name: string, rest: string): Promise<void> {
  const id = name.toLowerCase().replaceAll(" ", "-");
  const head = `format: 1\nid: ${id}\nname: ${name}\ngoal: Try ${id}.\nchannel: renewals\n`;
  await users.say("maya", "renewals", `@Playbooks \`\`\`\n${head}${rest}\n\`\`\``);
  const proposed = await users.message("renewals", `Try ${id}.`, "Turn on");
  await users.click("UMAYA0001", proposed, "Turn on");
  await users.message("renewals", `${name} is on`);
}
