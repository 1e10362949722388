// what is said to whoever started the program, and how they say that it is enough

export function welcome(port: number, secret: string | null): void {
  const url = `http://127.0.0.1:${port}`;
  const events = `  Events:               POST ${url}/events, signed with ${secret}\n`;
  process.stdout.write(
    `\n  Playbooks is running: ${url}\n  Mail it sends:        ${url}/mail\n  Text messages:        ${url}/phone\n${secret === null ? "" : `${events}\n`}`,
  );
}

export function stopAsked(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
}
