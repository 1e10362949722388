// reading, restoring and reporting the interactive elements of messages, Home and modals
import { act, confirmed, filesIn, here, say } from "./act.js";

/** The value of an element as the control API takes it. */
export function read(el) {
  if (el.dataset.element === "file_input") return [];
  const search = el.querySelector(".search");
  if (search) return JSON.parse(search.dataset.picked);
  const ticks = [...el.querySelectorAll("input[type=checkbox], input[type=radio]")];
  if (ticks.length > 0) {
    const values = ticks.filter((tick) => tick.checked).map((tick) => tick.value);
    return el.dataset.element === "radio_buttons" ? (values[0] ?? null) : values;
  }
  const field = el.querySelector(".field");
  return field ? field.value || null : undefined;
}

export async function readWithFiles(el) {
  if (el.dataset.element !== "file_input") return read(el);
  return filesIn(el.querySelector("input"));
}

/** Puts a value back that `read` gave. */
export function write(el, value) {
  const search = el.querySelector(".search");
  if (search) {
    search.dataset.picked = JSON.stringify(value);
    search.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
    return;
  }
  const ticks = el.querySelectorAll("input[type=checkbox], input[type=radio]");
  for (const tick of ticks) tick.checked = [value].flat().includes(tick.value);
  const field = el.querySelector("input.field, textarea.field, select.field");
  if (field && ticks.length === 0 && field.type !== "file") field.value = value ?? "";
  if (el.querySelector(".ticks")) showTicked(el);
}

/** What people have entered and not what was shown at first, to be put back when the HTML is replaced. */
export function enteredIn(root) {
  return [...root.querySelectorAll(".el")]
    .filter(isChanged)
    .map((el) => ({ name: nameOf(el), el, value: read(el) }));
}

export function putBack(root, entered) {
  if (entered.length === 0) return;
  const now = new Map([...root.querySelectorAll(".el")].map((el) => [nameOf(el), el]));
  for (const { name, el, value } of entered) {
    const place = now.get(name);
    // chosen files cannot be written into a new field, so the old one stays
    if (el.dataset.element === "file_input") place?.replaceWith(el);
    else if (place) write(place, value);
  }
}

function isChanged(el) {
  const search = el.querySelector(".search");
  if (search) return search.dataset.picked !== search.dataset.first;
  if (el.dataset.element === "file_input") return el.querySelector("input").files.length > 0;
  const fields = [...el.querySelectorAll("input, textarea, select")];
  return fields.some((field) => {
    if (field.tagName === "SELECT") return !isDefault(field);
    if (field.type === "checkbox" || field.type === "radio")
      return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  });
}

function isDefault(select) {
  const first = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex === Math.max(0, first);
}

export function nameOf(el) {
  return `${el.dataset.blockId} ${el.dataset.actionId} ${el.dataset.element}`;
}

/** What the summary of a menu of several says. */
export function showTicked(el) {
  const ticked = [...el.querySelectorAll("input:checked")].map(
    (tick) => tick.nextElementSibling.textContent,
  );
  const menu = el.querySelector(".ticks");
  el.querySelector("summary").textContent = ticked.join(", ") || menu.dataset.hint;
}

/** Where an element stands: a message, or a view. */
export function placeOf(el) {
  const view = el.closest("[data-view-id]");
  if (view) return { view_id: view.dataset.viewId };
  const message = el.closest(".message");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

async function report(el, given) {
  const confirm = el.dataset.confirm;
  if (confirm && !(await confirmed(JSON.parse(confirm)))) return;
  el.classList.remove("unanswered");
  el.setAttribute("aria-busy", "true");
  const { blockId: block_id, actionId: action_id } = el.dataset;
  const answer = await act("click", { ...placeOf(el), block_id, action_id, ...given });
  el.removeAttribute("aria-busy");
  if (answer.ok) return;
  el.classList.add("unanswered");
  el.title = answer.problem ?? "";
  say(answer.problem ?? `${here.app} did not answer.`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-press]");
  const el = button?.closest(".el");
  if (!el || el.getAttribute("aria-busy")) return;
  button.closest("details")?.removeAttribute("open");
  if (button.dataset.url) window.open(button.dataset.url, "_blank", "noopener");
  void report(el, button.dataset.value === undefined ? {} : { value: button.dataset.value });
});

const once = new Set(["select", "date", "time", "datetime-local", "radio"]);

document.addEventListener("change", (event) => {
  const el = event.target.closest(".el");
  if (!el) return;
  if (el.querySelector(".ticks")) return showTicked(el);
  if (el.dataset.report === "none") return;
  const { type, tagName } = event.target;
  const isGroup = el.dataset.element === "checkboxes";
  if (isGroup || tagName === "SELECT" || once.has(type)) void report(el, { selected: read(el) });
  else if (type === "file")
    void filesIn(event.target).then((files) => report(el, { selected: files }));
});

// a menu of several reports once it is closed, if it has changed
document.addEventListener(
  "toggle",
  (event) => {
    const el = event.target.closest?.(".el");
    if (!el || !event.target.classList.contains("ticks")) return;
    const now = JSON.stringify(read(el));
    if (event.target.open) el.dataset.before = now;
    else if (el.dataset.before !== now && el.dataset.report === "change")
      void report(el, { selected: read(el) });
  },
  true,
);

document.addEventListener("picked", (event) => {
  const el = event.target.closest(".el");
  if (event.detail?.byPerson && el.dataset.report === "change")
    void report(el, { selected: read(el) });
});

document.addEventListener("keydown", (event) => {
  const el = event.target.closest?.(".el");
  if (event.key !== "Enter" || event.shiftKey || el?.dataset.report !== "enter") return;
  event.preventDefault();
  void report(el, { value: read(el) });
});

let typing;
document.addEventListener("input", (event) => {
  const el = event.target.closest(".el");
  if (el?.dataset.report !== "type") return;
  clearTimeout(typing);
  typing = setTimeout(() => void report(el, { value: read(el) }), 400);
});
