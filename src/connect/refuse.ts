/** Sends nothing: clicks in a local Slack must not reach real customers unless somebody wanted that. */
export function refuseToSend(reason: string) {
  return {
    name: "refuse",
    class: "once",
    send: async () => ({ is: "refused", reason, again: false }) as const,
  } as const;
}
