// What script adds to the work list: a running clock, and keys. Every page works without this file.

const span = (minutes) => {
  const hours = Math.floor(minutes / 60);
  return hours >= 48 ? `${Math.floor(hours / 24)} days` : minutes >= 60 ? `${hours} h ${Math.floor(minutes % 60)} min` : `${Math.floor(minutes)} min`;
};
const tick = () => {
  for (const clock of document.querySelectorAll("[data-due]")) {
    const left = (new Date(clock.dataset.due) - Date.now()) / 60000;
    const text = left <= 0 ? `Overdue by ${span(-left)}` : `${span(left)} left`;
    if (clock.textContent !== text) clock.textContent = text;
  }
};
tick();
setInterval(tick, 20000);

// Keys of one letter can be switched off (WCAG 2.1.4), and never do anything while somebody types.
const place = document.getElementById("work-help");
if (place) {
  const name = "facet-work-keys";
  const isOn = () => localStorage.getItem(name) !== "off";
  const items = [...document.querySelectorAll("[data-work]")];
  let at = -1;
  const go = (to) => {
    at = Math.max(0, Math.min(items.length - 1, to));
    items[at]?.querySelector("[data-open]").focus();
  };

  const help = document.createElement("details");
  help.className = "facet-why facet-noprint";
  const summary = document.createElement("summary");
  summary.textContent = "Keys";
  const list = document.createElement("p");
  list.textContent = "j: next. k: the one before. Enter: open. a: answer. /: filters. ?: this help.";
  const state = document.createElement("button");
  state.type = "button";
  state.className = "nhsuk-button nhsuk-button--secondary";
  const say = () => {
    state.textContent = isOn() ? "Switch the keys off" : "Switch the keys on";
    summary.textContent = isOn() ? "Keys: j, k, Enter, a, /, ?" : "Keys (switched off)";
  };
  state.addEventListener("click", () => { localStorage.setItem(name, isOn() ? "off" : "on"); say(); });
  say();
  help.append(summary, list, state);
  place.append(help);

  document.addEventListener("focusin", ({ target }) => {
    const inside = items.findIndex((item) => item.contains(target));
    if (inside >= 0) at = inside;
  });
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = {
      j: () => go(at + 1),
      k: () => go(at - 1),
      a: () => items[Math.max(0, at)]?.querySelector("[data-answer]")?.click(),
      "/": () => document.querySelector("#filters a")?.focus(),
      "?": () => { help.open = !help.open; summary.focus(); },
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
