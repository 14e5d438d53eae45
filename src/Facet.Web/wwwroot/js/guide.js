// Runs the timed steps that a page holds: one clock for breathing, relaxation, yoga, heat and cold, walking, breaks.
// The steps and their times stand on the page with or without this file.

const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a device that keeps nothing */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const clockText = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// Of several that share a limit, only the first that was begun runs until the page is opened anew.
let limited;
let audio;
function tone(pitch) {
  try {
    audio ??= new AudioContext();
    const [sound, loudness] = [audio.createOscillator(), audio.createGain()];
    sound.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.2, audio.currentTime);
    loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
    sound.connect(loudness).connect(audio.destination);
    sound.start();
    sound.stop(audio.currentTime + 0.5);
  } catch { /* no sound to be had */ }
}

class Guide {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-guide-${name}]`);
    this.items = [...document.getElementById(root.dataset.guide).querySelectorAll("[data-seconds]")];
    this.steps = this.items.map((item) => ({
      kind: item.dataset.kind, seconds: Number(item.dataset.seconds), text: item.dataset.say,
      in: Number(item.dataset.in), out: Number(item.dataset.out), onSkin: "skin" in item.dataset,
    }));
    this.total = this.steps.reduce((sum, step) => sum + step.seconds, 0);
    this.loop = "loop" in root.dataset;
    this.index = 0;
    this.spent = 0; // milliseconds of this step before the clock was last started
    this.since = null; // when it was last started
    this.ran = 0; // milliseconds in all
    this.breath = "";
    this.part("start").addEventListener("click", () => (this.since === null ? this.start() : this.pause()));
    this.part("back").addEventListener("click", () => this.mayGoBack() && this.go(this.elapsed() > 3000 ? this.index : Math.max(0, this.index - 1)));
    this.part("fine").addEventListener("click", () => this.answered());
    for (const name of ["speak", "sound"]) this.choice(name);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.since !== null) { this.wake(); this.tick(); } });
    document.addEventListener("facet-guide-start", ({ detail }) => { if (detail !== this && this.since !== null) this.pause(); });
    addEventListener("pagehide", () => this.quiet());
    root.hidden = false;
    this.show();
  }

  choice(name) {
    const box = this.part(name);
    if (name === "speak" && !("speechSynthesis" in globalThis)) { box.parentElement.hidden = true; return; }
    box.checked = recall(`facet-guide-${name}`) === "yes";
    box.addEventListener("change", () => {
      remember(`facet-guide-${name}`, box.checked ? "yes" : "no");
      if (name === "speak") box.checked ? this.speak() : this.quiet();
    });
  }

  get step() { return this.steps[this.index]; }

  // A phone that sleeps must not stop the clock: what counts is the time of day.
  elapsed() { return this.spent + (this.since === null ? 0 : Date.now() - this.since); }

  start() {
    // What has a limit is noted before it is done again: the page then says whether it may be.
    if (this.root.dataset.once) {
      const isAnother = limited !== undefined && limited !== this;
      if (isAnother) this.announce("You have begun another one. Note that one first.", true);
      if (isAnother || this.over) { document.getElementById(this.root.dataset.once)?.focus(); return; }
      limited = this;
    }
    if (this.over) { this.over = false; this.index = 0; this.spent = 0; this.ran = 0; }
    document.dispatchEvent(new CustomEvent("facet-guide-start", { detail: this }));
    for (const field of document.querySelectorAll("select[data-guide-session]")) field.value = this.root.dataset.session;
    this.begun = true;
    this.since = Date.now();
    this.timer ??= setInterval(() => this.tick(), 250);
    this.wake();
    this.say();
    this.show();
  }

  pause() {
    this.hold();
    // On the skin a pause of the clock would hide how long the pack is there.
    if (this.step.onSkin) this.announce("The clock has stopped. Take the pack off while you pause.");
    this.show();
  }

  hold() {
    if (this.since !== null) { this.spent += Date.now() - this.since; this.since = null; }
    clearInterval(this.timer);
    this.timer = undefined;
    this.lock?.release().catch(() => {});
    this.lock = undefined;
    this.quiet();
  }

  // Going back would make it longer on the skin than is good for it.
  mayGoBack() { return !(this.over && this.root.dataset.once) && (this.index > 0 || this.elapsed() > 0) && !this.step.onSkin && this.step.kind !== "check"; }

  go(index) {
    this.ran += this.elapsed();
    this.index = index;
    this.spent = 0;
    if (this.since !== null) this.since = Date.now();
    this.breath = "";
    this.over = false;
    this.say();
    this.show();
  }

  tick() {
    if (this.since === null) return;
    // What a sleeping phone missed is made up for, but never past a look at the skin.
    let left = this.elapsed() - this.step.seconds * 1000;
    while (left >= 0) {
      if (this.step.kind === "check") { this.unanswered(); return; }
      this.ran += this.step.seconds * 1000;
      if (this.index === this.steps.length - 1 && !this.loop) { this.finish(); return; }
      this.index = (this.index + 1) % this.steps.length;
      this.spent = 0;
      // Time to answer begins when the person is asked.
      this.since = this.step.kind === "check" && left > 1000 && !this.step.onSkin ? Date.now() : Date.now() - left;
      this.breath = "";
      this.say();
      left = this.elapsed() - this.step.seconds * 1000;
    }
    this.show();
  }

  answered() {
    if (this.index === this.steps.length - 1) { this.ran += this.elapsed(); this.finish(); return; }
    this.go(this.index + 1);
    this.part("start").focus();
  }

  unanswered() {
    const onSkin = this.step.onSkin;
    this.hold();
    if (this.part("sound").checked) for (const pitch of [880, 660, 880]) tone(pitch);
    if (onSkin) {
      this.over = true;
      this.announce("Take the pack off now. You did not answer, so we stop here. Look at your skin.", true);
    } else {
      this.announce("Take the pack off, if it is still on. Look at your skin now. Then tell us how it is.", true);
    }
    this.show();
  }

  finish() {
    this.hold();
    this.over = true;
    this.note();
    if (this.part("sound").checked) tone(528);
    this.announce(this.root.dataset.end, true);
    this.show();
    document.dispatchEvent(new CustomEvent("facet-guide-end"));
  }

  // How long it ran goes with the form; without script nobody counts.
  note() {
    for (const field of document.querySelectorAll("[data-guide-seconds]")) field.value = String(Math.round(this.ran / 1000));
  }

  say() {
    if (this.part("sound").checked) tone(this.step.kind === "check" ? 880 : 440);
    this.announce(this.step.text);
  }

  announce(text, always = false) {
    this.part("now").textContent = text;
    if (always || this.since !== null) this.speak(text);
  }

  speak(text = this.part("now").textContent) {
    if (!this.part("speak").checked || !("speechSynthesis" in globalThis)) return;
    speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    speechSynthesis.speak(words);
  }

  quiet() { globalThis.speechSynthesis?.cancel(); }

  async wake() {
    if (!("wakeLock" in navigator) || this.lock) return;
    try { this.lock = await navigator.wakeLock.request("screen"); this.lock.addEventListener("release", () => { this.lock = undefined; }); } catch { /* it may be refused */ }
  }

  pace() {
    const pacer = this.part("pacer");
    const breathes = this.step.kind === "breathe" && !this.over;
    pacer.hidden = !breathes;
    if (!breathes) return;
    const [inward, outward] = [this.step.in * 1000, this.step.out * 1000];
    const at = this.elapsed() % (inward + outward);
    const isIn = at < inward;
    const word = isIn ? "Breathe in" : "Breathe out";
    if (word !== this.breath && this.since !== null) {
      this.breath = word;
      this.part("breath").textContent = word;
      if (this.part("sound").checked) tone(isIn ? 392 : 294);
    }
    this.part("count").textContent = String(Math.ceil((isIn ? inward - at : inward + outward - at) / 1000));
    const full = isIn ? at / inward : 1 - (at - inward) / outward;
    // Calm means: words and a number, and a bar that moves in whole steps once a second.
    this.part("lung").value = calm.matches ? Math.round(full * 4) / 4 : full;
  }

  show() {
    const left = Math.max(0, Math.ceil((this.step.seconds * 1000 - this.elapsed()) / 1000));
    this.part("left").textContent = this.over ? "0:00" : clockText(left);
    this.part("bar").value = Math.min(this.total, this.steps.slice(0, this.index).reduce((sum, step) => sum + step.seconds, 0) + (this.over ? this.step.seconds : this.elapsed() / 1000));
    this.part("start").textContent = this.since !== null ? "Pause" : this.over ? (this.root.dataset.once ? "Note it" : "Start again") : this.spent > 0 || this.index > 0 ? "Go on" : "Start";
    // Said, not disabled: a button that is switched off loses the focus of whoever uses the keyboard.
    this.part("back").setAttribute("aria-disabled", String(!this.mayGoBack()));
    this.part("check").hidden = this.step.kind !== "check" || this.over || (this.since === null && this.spent === 0);
    for (const [index, item] of this.items.entries()) {
      if (index === this.index && !this.over && this.begun) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    this.root.dataset.state = this.over ? "over" : this.since !== null ? "running" : "still";
    if (!this.over) { const before = this.ran; this.ran += this.elapsed(); this.note(); this.ran = before; }
    this.pace();
  }
}

for (const root of document.querySelectorAll("[data-guide]")) new Guide(root);
