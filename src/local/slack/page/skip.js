// business time, where the starter gave us a way to move it
import { act } from "./act.js";

const control = document.querySelector(".skip");
const said = control?.querySelector(".skip-said");

async function skip(to) {
  said.textContent = "Skipping…";
  const answer = await act("skip", to);
  said.textContent = answer.said ?? answer.problem ?? "";
}

control?.addEventListener("click", (event) => {
  const { skipBy, skipTo } = event.target.dataset;
  if (skipBy) void skip({ by: skipBy });
  if (skipTo) void skip({ to: skipTo });
});

control?.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void skip({ to: event.target.querySelector("input").value });
});

export function showNow(now) {
  if (!now || !control) return;
  const [, day, year] = /^(.*?)(, \d{4})?$/.exec(now.day);
  control.querySelector("#business-date").textContent = day;
  control.querySelector("#business-year").textContent = year ?? "";
  control.querySelector("#business-time").textContent = now.time;
}
