// The plan builder: every change is planned anew without a reload, and the plans for other aims become tabs.
// Without this file the buttons of the page do the same.

const form = document.querySelector("[data-builder]");
const said = document.getElementById("said");
let newest = 0;
let waiting = null;
let tab = null;

const tabs = () => {
  for (const list of document.querySelectorAll("[data-tabs]")) {
    const links = [...list.querySelectorAll("a")];
    const panelOf = (link) => document.getElementById(link.hash.slice(1));
    list.setAttribute("role", "tablist");
    const choose = (link) => {
      for (const each of links) {
        each.setAttribute("aria-selected", String(each === link));
        each.tabIndex = each === link ? 0 : -1;
        panelOf(each).hidden = each !== link;
      }
      tab = link.id;
    };
    for (const link of links) {
      link.parentElement.setAttribute("role", "presentation");
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", link.hash.slice(1));
      panelOf(link).setAttribute("role", "tabpanel");
      panelOf(link).setAttribute("aria-labelledby", link.id);
      panelOf(link).tabIndex = 0;
      link.addEventListener("click", (event) => { event.preventDefault(); choose(link); });
      link.addEventListener("keydown", (event) => {
        const at = links.indexOf(link);
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1, " ": at }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = links.at(to % links.length);
        choose(next);
        next.focus();
      });
    }
    choose(links.find((link) => link.id === tab) ?? links[0]);
  }
};

// What is in the hand stays in the hand: focus, what is being typed, open details, and where the page is scrolled to.
const swap = (found) => {
  const focused = document.activeElement;
  const line = focused?.closest("[data-line]")?.id;
  const typed = focused?.matches("input[type=text]") ? { value: focused.value, at: focused.selectionStart } : null;
  const top = focused?.getBoundingClientRect().top;
  const open = [...document.querySelectorAll(".facet-builder details[open][id]")].map((each) => each.id);
  said.textContent = found.getElementById("said").textContent;
  for (const id of form.dataset.builder.split(" ")) {
    const [here, there] = [document.getElementById(id), found.getElementById(id)];
    if (here && there) here.replaceChildren(...there.childNodes);
  }
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  tabs();
  if (!focused || focused === document.body) return;
  const again = document.getElementById(focused.id) ?? (line && document.getElementById(line)?.querySelector("input:checked, select, button"));
  const to = again || (focused.isConnected ? focused : document.getElementById("undo") ?? form.querySelector("button"));
  if (typed && again) { again.value = typed.value; }
  to.focus({ preventScroll: true });
  if (typed && again) again.setSelectionRange(typed.at, typed.at);
  if (to.id === focused.id) scrollBy(0, to.getBoundingClientRect().top - top);
};

const plan = async (submitter) => {
  const mine = ++newest;
  waiting?.abort();
  waiting = new AbortController();
  form.setAttribute("aria-busy", "true");
  const sent = new URLSearchParams(new FormData(form, submitter));
  const text = await fetch(location.pathname, { method: "POST", body: sent, signal: waiting.signal })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null)).catch(() => null);
  // An answer to an earlier question is no answer.
  if (mine !== newest) return;
  form.removeAttribute("aria-busy");
  const found = text && new DOMParser().parseFromString(text, "text/html");
  if (!found?.getElementById("said")) { said.textContent = "Not planned: the clinic cannot be reached, or you are signed out. What you see is the plan before your last change."; return; }
  swap(found);
};

if (form && said) {
  tabs();
  form.addEventListener("change", ({ target }) => {
    // A dose that is chosen keeps the item in; what is only accepted has the dose that is proposed.
    const of = (name) => form.querySelector(`[id="${name}"]`);
    if (target.name.startsWith("dose-") && target.value !== "") of(`change-${target.name.slice(5)}-in`)?.click();
    else if (target.type === "radio" && target.value === "" && of(`dose-${target.name.slice(7)}`)) of(`dose-${target.name.slice(7)}`).value = "";
    plan();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    plan(event.submitter);
  });
}
