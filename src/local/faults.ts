/** What a test has scripted to go wrong, each as often as it says. */
export type Faults<Fault> = {
  add(fault: Fault): void;
  /** The first that meets this, which is thereby used up once. */
  take(meets: (fault: Fault) => boolean): Fault | null;
  clear(): void;
};

export function createFaults<Fault extends { times: number }>(): Faults<Fault> {
  let open: Fault[] = [];
  return {
    add(fault) {
      open.push({ ...fault });
    },
    take(meets) {
      const found = open.find(meets);
      if (!found) return null;
      found.times -= 1;
      open = open.filter(({ times }) => times > 0);
      return found;
    },
    clear() {
      open = [];
    },
  };
}
