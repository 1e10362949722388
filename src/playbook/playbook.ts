import { z } from "zod";
import { channel, condition, duration, person, shapeField, stepList } from "../grammar/field.ts";
import { knownSteps, stepsSchema, type StepTypes } from "../steps/all.ts";
import { Criterion } from "../steps/criterion.ts";
import { Trigger } from "../triggers/all.ts";

export const categories = [
  "intel",
  "marketing",
  "ops",
  "reporting",
  "compliance",
  "onboarding",
  "adoption",
  "risk",
  "renewal",
  "expansion",
] as const;

export const Role = z.enum(["csm", "manager", "admin"]);
export type Role = z.infer<typeof Role>;

const say = z.string().min(1).max(200).describe("in people's words");

const Exit = z.strictObject({
  say,
  when: condition("true: the run ends here"),
  as: z.enum(["success", "stopped"]).describe("what ending here counts as"),
});

export const Input = z.strictObject({
  type: shapeField("text, number, yes/no, date, or the list of allowed answers"),
  ask: z.string().min(1).max(150).describe("the question in the start form").optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});
export type Input = z.infer<typeof Input>;

export const Limits = z.strictObject({
  once_per: z
    .string()
    .regex(/^(customer|inputs\.[a-z][a-z0-9_]*)$/, "`customer` or `inputs.name`")
    .describe("`customer` or `inputs.name`: not again for the same one")
    .optional(),
  every: duration("how long `once_per` holds; for ever when left out").optional(),
  at_most: z
    .strictObject({
      runs: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .describe("how many runs, for all customers together"),
      per: duration("the time they are counted in"),
    })
    .describe("no more starts than this by itself")
    .optional(),
  open: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .describe("how many of its runs may be under way at once")
    .optional(),
  cool_down: duration("how long it rests for a customer after a run has ended").optional(),
  conflict: z
    .enum(["ask", "wait", "allow", "skip"])
    .describe("what to do when another run is working on this customer; ask when left out")
    .optional(),
});
export type Limits = z.infer<typeof Limits>;

const Window = z
  .strictObject({
    days: z
      .string()
      .max(80)
      .describe("days of the week, as mon-fri, which is the default")
      .optional(),
    hours: z.string().max(40).describe("09:00-17:00 when left out").optional(),
    timezone: z
      .string()
      .max(60)
      .describe("whose clock: customer (the default), workspace, or one such as Europe/Paris")
      .optional(),
    holidays: z
      .string()
      .max(40)
      .describe("the country or region whose public holidays are no business days, as US or DE-BY")
      .optional(),
  })
  .describe("when what the customer receives may leave; what is approved at another time waits");
export type Window = z.infer<typeof Window>;

const PlaybookId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "small letters, digits and single dashes")
  .max(60);

/** The schema of a playbook over the given step types. */
function playbookSchema(types: StepTypes) {
  return z
    .strictObject({
      format: z.literal(1).describe("the version of this language"),
      id: PlaybookId.describe("stable short name; renaming `name` breaks nothing"),
      name: z.string().min(1).max(80).describe("what people call it"),
      goal: z.string().min(1).max(500).describe("what it is to achieve"),
      why: z.string().min(1).max(500).describe("why that matters").optional(),
      owner: person("who answers for it: @somebody or a role").optional(),
      agent: z.string().min(1).max(60).describe("the agent that keeps it").optional(),
      category: z.enum(categories).optional(),
      visible_to: z.array(Role).min(1).describe("who sees it; everybody when left out").optional(),
      review_by: z.iso.date().describe("when its owner should look at it again").optional(),
      channel: channel(
        "where its runs live; else the account's channel, else a DM to the csm",
      ).optional(),
      scope: z
        .enum(["customer", "workspace"])
        .describe("workspace: it is about no single customer")
        .optional(),
      customers: condition("who it is for; every customer when left out").optional(),
      inputs: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), Input).optional(),
      triggers: z.array(Trigger).max(20).optional(),
      limits: Limits.optional(),
      window: Window.optional(),
      prerequisites: z
        .array(Criterion)
        .min(1)
        .max(20)
        .describe("what must be so before a run begins; until then it waits")
        .optional(),
      success: z
        .array(Criterion)
        .min(1)
        .max(20)
        .describe("what success means, measured or asked at the end")
        .optional(),
      exit: z.array(Exit).min(1).max(20).describe("what ends a run early").optional(),
      steps: stepsSchema(types).describe("what happens, in this order"),
      rollback: z
        .array(
          z.strictObject({
            from: z
              .array(z.string().max(60))
              .min(1)
              .max(20)
              .describe("the phases reached; it takes the place of their own undo")
              .optional(),
            steps: stepList("what is done on a rollback", stepsSchema(types)),
          }),
        )
        .min(1)
        .max(20)
        .describe("on a rollback, after what was done has been taken back, newest first")
        .optional(),
    })
    .describe("A playbook");
}

export const Playbook = playbookSchema(knownSteps);
export type Playbook = z.infer<typeof Playbook>;
