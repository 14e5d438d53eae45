// The exercise player: counts, beeps, speaks and keeps the screen on. The page holds steps, drawings and the form without it.
const Shelf = "facet-player";
const Meant = "facet-player-percent";

const player = document.querySelector("[data-player]");
if (player) play(player);

// A person who stops from the player says how much it hurt; how much was meant is remembered for that form on this device alone.
for (const field of document.querySelectorAll("[data-player-percent]")) {
  const [place, percent] = (sessionStorage.getItem(Meant) ?? "").split(":");
  if (place === field.dataset.playerPercent && /^[0-9]{2,3}$/.test(percent)) field.value = percent;
}

function play(root) {
  const part = (name) => root.querySelector(`[data-player-${name}]`);
  const [title, clock, where, bar, says, after] = ["title", "clock", "where", "bar", "says", "after"].map(part);
  const button = (act) => root.querySelector(`[data-player-act=${act}]`);
  const doses = [...document.querySelectorAll("[data-phases]")];
  const switches = readSwitches(root);
  const sound = beeper();
  const screen = awake();
  let phases = [], at = 0, left = 0, end = 0, running = false, waits = false, shown = -1;

  const total = () => phases.reduce((sum, phase) => sum + phase.s, 0);
  const gone = () => phases.slice(0, at).reduce((sum, phase) => sum + phase.s, 0) + phases[at].s - left;
  const isOver = () => phases[at].k === "done";
  const wants = (name) => switches[name].checked && !switches[name].disabled;

  function load() {
    const dose = doses.find((each) => each.checked) ?? doses[0];
    sessionStorage.setItem(Meant, `${root.dataset.place}:${dose.value}`);
    phases = JSON.parse(dose.dataset.phases);
    rest();
    title.textContent = "Ready when you are";
    where.textContent = "";
  }

  function rest() {
    stop();
    [at, left, waits, shown] = [0, phases[0].s, false, -1];
    after.hidden = true;
    draw();
  }

  /** Begins a phase. What came too late, as when the device slept, starts where it should be by now. */
  function enter(index, late = 0) {
    at = Math.max(0, Math.min(index, phases.length - 1));
    const phase = phases[at];
    left = Math.max(0, phase.s - late);
    end = performance.now() + (phase.s - late) * 1000;
    [waits, shown] = [false, -1];
    title.textContent = phase.t;
    where.textContent = phase.w;
    if (isOver()) { finish(); return; }
    if (late > 1) return;
    if (wants("sound") && running) sound(phase.k === "rest" || phase.k === "ready" ? 520 : 780, 0.16);
    announce(phase);
  }

  function announce(phase) {
    says.textContent = phase.w ? `${phase.t}: ${phase.w}` : phase.t;
    if (running && wants("voice")) speak(phase.v);
  }

  function finish() {
    stop();
    after.hidden = false;
    says.textContent = "Done. You can say how it went.";
    if (wants("sound")) { sound(660, 0.18); sound(880, 0.3, 0.2); }
    if (wants("voice")) speak("Done.");
    const rounds = document.getElementById(`sets-${phases[at].d}`);
    if (rounds) rounds.checked = true;
    draw();
  }

  function tick() {
    if (!running || waits) return;
    let now = performance.now();
    while (running && now >= end) {
      if (phases[at].k === "move" && wants("own")) {
        [waits, left] = [true, 0];
        title.textContent = "Press Next when you are ready";
        says.textContent = "Press Next when you are ready.";
        break;
      }
      enter(at + 1, (now - end) / 1000);
      now = performance.now();
    }
    if (running && !waits) left = (end - now) / 1000;
    draw();
  }

  function draw() {
    const seconds = Math.max(0, Math.ceil(left - 0.001));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    bar.max = total();
    bar.value = gone();
    const start = button("start");
    start.textContent = running ? "Pause" : isOver() ? "Again" : at === 0 && left === phases[0].s ? "Start" : "Go on";
    button("back").disabled = at === 0 && left === phases[0].s;
    button("next").disabled = isOver();
    root.dataset.phase = running || isOver() ? phases[at].k : "paused";
    if (running && seconds !== shown && seconds <= 3 && seconds > 0 && phases[at].s > 6 && wants("sound")) sound(420, 0.06);
    shown = seconds;
  }

  function go() {
    if (isOver()) rest();
    running = true;
    screen.hold();
    if (at === 0 && left === phases[0].s) enter(0);
    else {
      end = performance.now() + left * 1000;
      title.textContent = phases[at].t;
      announce(phases[at]);
    }
    draw();
  }

  function stop() {
    if (running && !waits) left = Math.max(0, (end - performance.now()) / 1000);
    running = false;
    screen.free();
    window.speechSynthesis?.cancel();
  }

  button("start").addEventListener("click", () => {
    if (!running) { go(); return; }
    if (waits) enter(at + 1);
    else {
      stop();
      title.textContent = "Paused";
      says.textContent = "Paused.";
    }
    draw();
  });
  button("next").addEventListener("click", () => { enter(at + 1); draw(); });
  button("back").addEventListener("click", () => {
    // To the start of this phase; a second press goes to the one before.
    const fresh = phases[at].s - left < 2;
    after.hidden = true;
    enter(fresh ? at - 1 : at);
    draw();
  });
  for (const dose of doses) dose.addEventListener("change", load);
  window.addEventListener("pagehide", () => { stop(); draw(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && running) { screen.hold(); tick(); } });
  setInterval(tick, 100);
  load();
  root.hidden = false;
}

/** Switches that this device remembers. */
function readSwitches(root) {
  const boxes = {};
  for (const box of root.querySelectorAll("[data-player-switch]")) boxes[box.dataset.playerSwitch] = box;
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(Shelf) ?? "{}") ?? {}; } catch { /* A device that keeps nothing starts anew each time. */ }
  for (const [name, box] of Object.entries(boxes)) {
    if (typeof kept[name] === "boolean") box.checked = kept[name];
    box.addEventListener("change", () => {
      try { localStorage.setItem(Shelf, JSON.stringify(Object.fromEntries(Object.entries(boxes).map(([key, each]) => [key, each.checked])))); } catch { /* As above. */ }
      if (name === "voice" && !box.checked) window.speechSynthesis?.cancel();
    });
  }
  // What the device does not have is not offered.
  const missing = { sound: !("AudioContext" in window), voice: !("speechSynthesis" in window) };
  for (const [name, isMissing] of Object.entries(missing)) {
    if (!isMissing) continue;
    boxes[name].disabled = true;
    root.querySelector(`[data-player-row=${name}]`).hidden = true;
  }
  return boxes;
}

/** Short tones, made on the device. */
function beeper() {
  let context = null;
  return (pitch, seconds, later = 0) => {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    const from = context.currentTime + later;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, from);
    loudness.gain.exponentialRampToValueAtTime(0.25, from + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.0001, from + seconds);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(from + seconds + 0.05);
  };
}

function speak(text) {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "en";
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(words);
}

/** Keeps the screen on while the player runs, where the device can. */
function awake() {
  let lock = null, wanted = false;
  return {
    async hold() {
      wanted = true;
      if (!navigator.wakeLock || (lock && !lock.released)) return;
      try {
        const got = await navigator.wakeLock.request("screen");
        if (wanted) lock = got; else got.release();
      } catch { /* A low battery may refuse; the player goes on. */ }
    },
    free() {
      wanted = false;
      lock?.release();
      lock = null;
    },
  };
}
