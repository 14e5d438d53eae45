// What script adds to the note: a button that copies it. Without this file the text is selected by hand.
const place = document.getElementById("copy-place");
if (navigator.clipboard) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button";
  button.textContent = "Copy the note";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById("note").textContent);
      said.textContent = " Copied.";
    } catch {
      said.textContent = " The browser did not allow it: select the text instead.";
    }
  });
  place.before(button, said);
}
