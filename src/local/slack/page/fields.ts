import { plainOf } from "../acts/fill.ts";
import { localMinute } from "../zoned-time.ts";
import { type Html, html, nothing } from "./html.ts";
import { type ElementOf, elementId, nameFor, type Scene, type Shown } from "./scene.ts";

type Typed = ElementOf<
  "email_text_input" | "url_text_input" | "number_input" | "datepicker" | "timepicker"
>;

export function field(scene: Scene, shown: Shown<Typed>, type: string): Html {
  const { element } = shown;
  const step =
    element.type === "number_input" && html`step="${element.is_decimal_allowed ? "any" : "1"}"`;
  return input(scene, shown, { type, value: textIn(shown), more: step || nothing });
}

export function textField(
  scene: Scene,
  shown: Shown<ElementOf<"plain_text_input" | "rich_text_input">>,
): Html {
  const { element } = shown;
  const isPlain = element.type === "plain_text_input";
  const length = isPlain && element.max_length ? html`maxlength="${element.max_length}"` : nothing;
  if (isPlain && !element.multiline)
    return input(scene, shown, { type: "text", value: textIn(shown), more: length });
  const id = elementId(scene, shown);
  // a newline first, because HTML drops the one a text may begin with
  return html`<textarea
    id="${id}"
    class="field"
    rows="${rowsFor(textIn(shown))}"
    ${hintOf(scene, shown)}
    ${length}
  >
${textIn(shown)}</textarea>`;
}

// as Slack does: a text that is there already can be read without scrolling, up to a point
function rowsFor(text: string): number {
  const lines = text.split("\n").map((line) => Math.max(1, Math.ceil(line.length / 60)));
  return Math.min(
    12,
    Math.max(
      4,
      lines.reduce((sum, each) => sum + each, 0),
    ),
  );
}

export function dateTimeField(scene: Scene, shown: Shown<ElementOf<"datetimepicker">>): Html {
  const at = plainOf(shown.value ?? null);
  const value = typeof at === "number" ? localMinute(new Date(at * 1000), scene.viewer.tz) : "";
  return input(scene, shown, { type: "datetime-local", value, more: nothing });
}

export function fileField(scene: Scene, shown: Shown<ElementOf<"file_input">>): Html {
  const { filetypes = [], max_files = 10 } = shown.element;
  const types = filetypes.map((type) => `.${type}`).join(",");
  return html`<input
    id="${elementId(scene, shown)}"
    class="field"
    type="file"
    ${types && html`accept="${types}"`}
    ${max_files > 1 && html`multiple`}
  />`;
}

type Given = { type: string; value: string; more: Html };

function input(scene: Scene, shown: Shown, { type, value, more }: Given): Html {
  return html`<input
    id="${elementId(scene, shown)}"
    class="field"
    type="${type}"
    value="${value}"
    autocomplete="off"
    ${hintOf(scene, shown)}
    ${more}
  />`;
}

function hintOf(scene: Scene, shown: Shown): Html {
  const { element } = shown;
  const hint = "placeholder" in element ? element.placeholder?.text : undefined;
  const name = hint ?? element.type.replaceAll("_", " ");
  return html`${hint && html`placeholder="${hint}"`} ${nameFor(scene, shown, name)}`;
}

function textIn({ value }: Shown): string {
  const text = plainOf(value ?? null);
  return typeof text === "string" ? text : "";
}
