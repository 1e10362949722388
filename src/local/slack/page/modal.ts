import type { View } from "../state/records.ts";
import { blocksHtml } from "./blocks.ts";
import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { type Scene, words } from "./scene.ts";

/** The modal on top, as a form. */
export function modalHtml(scene: Scene, view: View): Html {
  const isPushed = view.previous_view_id !== null;
  const close = view.close?.text ?? (isPushed ? "Back" : view.submit ? "Cancel" : "Close");
  return html`<form
    class="modal"
    data-view-id="${view.id}"
    data-callback-id="${view.callback_id}"
    aria-labelledby="modal-title"
    novalidate
  >
    <header>
      <h2 id="modal-title">${words(scene, view.title?.text ?? "")}</h2>
      <button type="button" class="button icon" data-close="all" aria-label="Close">
        ${icon("close")}
      </button>
    </header>
    <div class="modal-body">
      <div class="banner" role="alert" hidden></div>
      ${blocksHtml(scene, view.blocks, view.values)}
    </div>
    <footer>
      <button type="button" class="button plain" data-close="one">${words(scene, close)}</button>
      ${
        view.submit &&
        html`<button type="submit" class="button primary">
          ${words(scene, view.submit.text)}
        </button>`
      }
    </footer>
  </form>`;
}

export function homeHtml(scene: Scene, view: View | undefined, name: string): Html {
  if (!view)
    return html`<div class="empty">
      <p><strong>${name}</strong> has not put anything here yet.</p>
      <p>Its Home tab appears as soon as the app answers.</p>
    </div>`;
  return html`<div class="home" data-view-id="${view.id}">
    ${blocksHtml(scene, view.blocks, view.values)}
  </div>`;
}
