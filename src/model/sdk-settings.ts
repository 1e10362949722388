/** How every client of the SDK is set up, ours and langchain's: what is left out it reads from the environment. */
export const sdkSettings = {
  organization: null,
  project: null,
  logLevel: "off",
  // retries and time-outs are the gateway's; ours ends a call long before this one
  maxRetries: 0,
  timeout: 300_000,
} as const;
