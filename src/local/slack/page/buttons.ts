import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { type ElementOf, type Scene, words } from "./scene.ts";

export function button(scene: Scene, element: ElementOf<"button" | "workflow_button">): Html {
  const value = "value" in element ? element.value : undefined;
  const url = "url" in element ? element.url : undefined;
  return html`<button
    type="button"
    class="button ${element.style ?? "plain"}"
    data-press
    ${value !== undefined && html`data-value="${value}"`}
    ${url && html`data-url="${url}"`}
    ${element.accessibility_label && html`aria-label="${element.accessibility_label}"`}
  >
    ${words(scene, element.text.text)}
  </button>`;
}

export function iconButton(element: ElementOf<"icon_button">): Html {
  return small({
    value: element.value ?? "",
    title: element.text.text,
    label: element.accessibility_label,
    face: icon(element.icon === "trash" ? "trash" : "more"),
  });
}

export function feedbackButtons(element: ElementOf<"feedback_buttons">): Html {
  const sides = [
    { side: element.positive_button, face: icon("thumbUp") },
    { side: element.negative_button, face: icon("thumbDown") },
  ];
  return html`${sides.map(({ side, face }) =>
    small({ value: side.value, title: side.text.text, label: side.accessibility_label, face }),
  )}`;
}

type Small = { value: string; title: string; label: string | undefined; face: Html };

function small({ value, title, label, face }: Small): Html {
  return html`<button
    type="button"
    class="button icon"
    data-press
    data-value="${value}"
    title="${title}"
    aria-label="${label ?? title}"
  >
    ${face}
  </button>`;
}

export function overflow(options: ElementOf<"overflow">["options"]): Html {
  return html`<details class="overflow pop">
    <summary class="button icon" aria-label="More actions">${icon("more")}</summary>
    <div class="menu" role="menu">
      ${options.map(
        (option) =>
          html`<button
            type="button"
            role="menuitem"
            data-press
            data-value="${option.value ?? option.text.text}"
            ${option.url && html`data-url="${option.url}"`}
          >
            ${option.text.text}
          </button>`,
      )}
    </div>
  </details>`;
}
