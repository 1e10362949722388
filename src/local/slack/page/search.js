// menus whose options the app supplies while the person types
import { act, element } from "./act.js";
import { placeOf } from "./elements.js";

let asking;

document.addEventListener("input", (event) => {
  const search = event.target.closest(".search");
  if (!search) return;
  clearTimeout(asking);
  asking = setTimeout(() => void ask(search, event.target.value), 150);
});

document.addEventListener("focusin", (event) => {
  const search = event.target.closest?.(".search");
  if (search && search.dataset.least === "0" && event.target.matches("input")) void ask(search, "");
});

async function ask(search, value) {
  const list = search.querySelector(".menu");
  if (value.length < Number(search.dataset.least)) return close(search);
  const el = search.closest(".el");
  const { blockId: block_id, actionId: action_id } = el.dataset;
  const answer = await act("suggest", { ...placeOf(el), block_id, action_id, value });
  const options = (answer.options ?? []).map((option) => {
    const item = element("button", "", option.text.text);
    item.type = "button";
    item.setAttribute("role", "option");
    item.addEventListener("click", () => pick(search, option));
    return item;
  });
  const none = answer.ok ? "No matches" : (answer.problem ?? "The app did not answer.");
  list.replaceChildren(...(options.length > 0 ? options : [element("span", "menu-label", none)]));
  list.hidden = false;
  search.querySelector("input").setAttribute("aria-expanded", "true");
}

function pick(search, option) {
  const many = search.closest(".el").dataset.element === "multi_external_select";
  const picked = JSON.parse(search.dataset.picked).filter((one) => one.value !== option.value);
  search.dataset.picked = JSON.stringify(many ? [...picked, option] : [option]);
  search.querySelector("input").value = "";
  close(search);
  search.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { byPerson: true } }));
}

function close(search) {
  search.querySelector(".menu").hidden = true;
  search.querySelector("input").setAttribute("aria-expanded", "false");
}

document.addEventListener("picked", (event) => showChips(event.target));

export function showChips(search) {
  const chips = JSON.parse(search.dataset.picked).map((option) => {
    const remove = element("button", "", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", `Remove ${option.text.text}`);
    remove.addEventListener("click", () => {
      const left = JSON.parse(search.dataset.picked).filter((one) => one.value !== option.value);
      search.dataset.picked = JSON.stringify(left);
      search.dispatchEvent(
        new CustomEvent("picked", { bubbles: true, detail: { byPerson: true } }),
      );
    });
    return element("span", "chip", option.text.text, remove);
  });
  search.querySelector(".chips").replaceChildren(...chips);
}

document.addEventListener("click", (event) => {
  for (const search of document.querySelectorAll(".search"))
    if (!search.contains(event.target)) close(search);
});
