// Adds this browser to those that reminders are pushed to. The page's own form sends what the browser hands out.

const form = document.querySelector("[data-push]");
const say = form?.querySelector("[data-push-say]");
const add = form?.querySelector("[data-push-add]");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function subscribe() {
  if (await Notification.requestPermission() !== "granted") return "Your browser does not allow reminders from this page. You can change that in its settings.";
  const worker = await navigator.serviceWorker.getRegistration();
  if (!worker) return "This browser is not ready yet. Reload the page and try again.";
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
  form.elements.endpoint.value = subscription.endpoint;
  form.elements.key.value = text(subscription.getKey("p256dh"));
  form.elements.secret.value = text(subscription.getKey("auth"));
  form.submit();
  return "";
}

if (form) {
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
    say.textContent = "";
    add.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say.textContent = await subscribe().catch(() => "This device could not be added. Try again later.");
    });
  } else {
    say.textContent = "This browser cannot show reminders.";
  }
}
