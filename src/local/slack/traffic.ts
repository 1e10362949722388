/** One Web API call, or one delivery to the app. */
type Exchange = {
  id: number;
  kind: "call" | "delivery";
  /** the method called, or the type of what was delivered */
  name: string;
  arguments: unknown;
  answer: unknown;
  /** milliseconds since 1970, with fractions */
  started: number;
  /** milliseconds */
  duration: number;
};

export type Traffic = {
  /** begins an exchange; call the result with its answer */
  begin(kind: Exchange["kind"], name: string, given: unknown): (answer: unknown) => void;
  after(id: number): Exchange[];
};

const most = 10_000;

export function createTraffic(): Traffic {
  const exchanges: Exchange[] = [];
  let count = 0;
  return {
    begin(kind, name, given) {
      const started = performance.timeOrigin + performance.now();
      return (answer) => {
        const duration = performance.timeOrigin + performance.now() - started;
        count += 1;
        exchanges.push({ id: count, kind, name, arguments: given, answer, started, duration });
        if (exchanges.length > most) exchanges.splice(0, exchanges.length - most);
      };
    },
    after: (id) => exchanges.filter((exchange) => exchange.id > id),
  };
}
