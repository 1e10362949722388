import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printPlaybook } from "../../src/playbook/print.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { libraryIds, librarySource, playbookOf, surroundings } from "../support/library.ts";
import { nastyPlaybooks } from "./nasty.ts";

describe("a playbook that is printed is read back as it was", () => {
  test.each(libraryIds)("the library's %s", (id) => {
    const playbook = playbookOf(librarySource(id));

    expect(playbookOf(printPlaybook(playbook))).toEqual(playbook);
  });

  test("whatever its texts look like", () => {
    fc.assert(
      fc.property(nastyPlaybooks, (playbook) => {
        const reading = readPlaybook(printPlaybook(playbook), surroundings);

        expect(reading.ok ? reading.playbook : reading.problems).toEqual(playbook);
      }),
      { numRuns: 100 },
    );
  });
});
