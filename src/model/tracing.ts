/**
 * Removes what would make `langchain` export our prompts, or send them through somebody's gateway, without
 * anybody here having decided so. To be called once, before the first call of a model.
 */
export function ignoreTracingEnv(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(env)) if (/^(LANGSMITH|LANGCHAIN)_/i.test(name)) delete env[name];
}
