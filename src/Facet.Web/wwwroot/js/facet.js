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

for (const place of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const button = place.querySelector("button");
  place.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.copy);
    button.textContent = button.dataset.done;
  });
}

// Where nobody is signed in as a patient, no patient's pages stay on the device.
if ("caches" in self && document.querySelector("[data-forget-pages]")) {
  caches.keys().then((names) => names.filter((name) => name.startsWith("facet-pages-")).forEach((name) => caches.delete(name)));
}

document.querySelector("[data-focus]")?.focus();
