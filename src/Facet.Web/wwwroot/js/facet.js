// What script adds: "none of these" clears the rest, the picture of the body sets the list, errors get the focus.
// Every page works without this file.

for (const group of document.querySelectorAll("[data-exclusive-group]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  group.addEventListener("change", ({ target }) => {
    if (!target.checked) return;
    for (const box of boxes) {
      if (box === target) continue;
      // "None" stands alone; "not sure about some" may stand beside ticks, but not beside "none".
      if (target.dataset.exclusive === "all" || box.dataset.exclusive === "all") box.checked = false;
    }
  });
}

for (const box of document.querySelectorAll("[data-empties]")) {
  const field = document.getElementById(box.dataset.empties);
  box.addEventListener("change", () => { if (box.checked) field.value = ""; });
  field.addEventListener("input", () => { if (field.value !== "") box.checked = false; });
}

for (const map of document.querySelectorAll("[data-bodymap]")) {
  const svg = map.querySelector("svg");
  svg.removeAttribute("aria-hidden");
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", "Picture of the body");
  const regions = [...svg.querySelectorAll("[data-region]")];
  const boxOf = (region) => map.querySelector(`input[value="${region.dataset.region}"]`);
  const mirror = () => {
    for (const region of regions) region.setAttribute("aria-checked", String(boxOf(region).checked));
  };
  for (const region of regions) {
    region.setAttribute("role", "checkbox");
    region.setAttribute("tabindex", "0");
    const toggle = () => boxOf(region).click();
    region.addEventListener("click", toggle);
    region.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      toggle();
    });
  }
  map.addEventListener("change", mirror);
  mirror();
}

// A form that is planned anew on every change: only its consequences are replaced, and the newest answer wins.
for (const form of document.querySelectorAll("[data-live]")) {
  let newest = 0;
  form.addEventListener("change", async () => {
    const mine = ++newest;
    const answer = await fetch(location.pathname, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (mine !== newest || !answer?.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(form.dataset.live);
    if (found && mine === newest) document.getElementById(form.dataset.live).replaceChildren(...found.childNodes);
  });
}

document.querySelector("[data-focus]")?.focus();
