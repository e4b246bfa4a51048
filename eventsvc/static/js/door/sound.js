// Heard and felt without looking: high is welcome, two tones are a question, low is stop. Grey is silent.
const TONES = { ok: [[1175, 0, 0.12]], again: [[740, 0, 0.12], [740, 0.18, 0.12]], no: [[196, 0, 0.38]] };
const PULSES = { ok: 60, again: [80, 70, 80], no: 300 };
let context;

function ready() {
  const Audio = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!context && Audio) context = new Audio();
  return context;
}

export function unlock() {
  if (ready()?.state === "suspended") context.resume().catch(() => {});
}

export function play(look) {
  if (!TONES[look]) return;
  navigator.vibrate?.(PULSES[look]);
  if (ready()?.state !== "running") return;
  for (const [pitch, start, long] of TONES[look]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const at = context.currentTime + start;
    tone.type = look === "no" ? "sawtooth" : "sine";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.5, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + long);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + long);
  }
}
