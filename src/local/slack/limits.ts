// how often Slack lets an app call: one bucket per method, filled evenly
export type Tier = "t1" | "t2" | "t3" | "t4" | "special" | "post" | "free";

const perMinute: Record<Exclude<Tier, "free">, { rate: number; burst: number }> = {
  t1: { rate: 1, burst: 1 },
  t2: { rate: 20, burst: 20 },
  t3: { rate: 50, burst: 50 },
  t4: { rate: 100, burst: 100 },
  special: { rate: 600, burst: 600 },
  // one message a second in each channel, with a small burst
  post: { rate: 60, burst: 3 },
};

export type Limits = {
  /** seconds to wait, or null where the call may go on */
  wait(method: string, tier: Tier, channel: string): number | null;
};

export function createLimits(on: boolean): Limits {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    wait(method, tier, channel) {
      if (!on || tier === "free") return null;
      const { rate, burst } = perMinute[tier];
      const key = tier === "post" ? `${method} ${channel}` : method;
      const now = performance.now();
      const bucket = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, bucket.left + ((now - bucket.at) / 60_000) * rate);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
      return left >= 1 ? null : Math.max(1, Math.ceil(((1 - left) / rate) * 60));
    },
  };
}
