// The camera and what it sees: frames go to the worker one at a time; a camera that is lost is opened again.
const WIDTH = 1280;
const HEIGHT = 720;
const NEAR_THE_MIDDLE = 0.22;
const PAUSE = 40;
const RETRY = 1500;

// Of several codes in view the one nearest the middle, and none that is far from it: two tickets on one sheet.
export function nearest(found, width, height) {
  let best = null;
  for (const one of found) {
    const distance = Math.hypot(one.x - width / 2, one.y - height / 2);
    if (distance <= NEAR_THE_MIDDLE * Math.max(width, height) && (!best || distance < best.distance)) best = { ...one, distance };
  }
  return best;
}

export class Camera {
  constructor(video, { seen, said }) {
    this.video = video;
    this.seen = seen;
    this.said = said;
    this.canvas = document.createElement("canvas");
    this.picture = this.canvas.getContext("2d", { willReadFrequently: true });
    this.wanted = false;
    this.chosen = null;
    this.worker = null;
    document.addEventListener("visibilitychange", () => this.again());
  }

  async start() {
    this.wanted = true;
    if (!this.worker) this.hire();
    await this.open();
  }

  stop() {
    this.wanted = false;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  again() {
    const track = this.stream?.getVideoTracks()[0];
    if (this.wanted && document.visibilityState === "visible" && (!track || track.readyState === "ended" || track.muted)) this.open();
    else if (this.wanted && this.video.paused) this.video.play().catch(() => {});
  }

  async open() {
    if (this.opening) return;
    this.opening = true;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    try {
      const which = this.chosen ? { deviceId: { exact: this.chosen } } : { facingMode: "environment" };
      const video = { ...which, width: { ideal: WIDTH }, height: { ideal: HEIGHT } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      this.watch(this.stream.getVideoTracks()[0]);
      this.video.srcObject = this.stream;
      await this.video.play();
      this.said("ok", await this.about());
    } catch (no) {
      this.trouble(no);
    } finally {
      this.opening = false;
    }
  }

  watch(track) {
    const lost = () => {
      this.said("lost");
      setTimeout(() => this.again(), RETRY);
    };
    track.addEventListener("ended", lost);
    track.addEventListener("mute", lost);
    track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {});
  }

  trouble(no) {
    const name = no?.name ?? "";
    if (!navigator.mediaDevices || name === "NotFoundError" || name === "OverconstrainedError") this.said("missing");
    else if (name === "NotAllowedError" || name === "SecurityError") this.said("refused");
    else {
      this.said("lost");
      setTimeout(() => this.again(), RETRY);
    }
  }

  async about() {
    const track = this.stream.getVideoTracks()[0];
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
    return { torch: Boolean(track.getCapabilities?.().torch), cameras: cameras.map((device) => device.deviceId), own: track.getSettings().deviceId };
  }

  async torch(on) {
    await this.stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] });
  }

  async other() {
    const { cameras, own } = await this.about();
    this.chosen = cameras[(cameras.indexOf(own) + 1) % cameras.length];
    await this.open();
  }

  hire() {
    this.worker = new Worker(new URL("./decode-worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.heard(data);
    this.worker.onerror = () => this.said("lost");
  }

  heard(data) {
    if (data.ready !== undefined) {
      document.documentElement.dataset.decoder = data.ready;
    } else {
      const one = nearest(data.found, this.canvas.width, this.canvas.height);
      if (one) this.seen(one.text);
    }
    setTimeout(() => this.look(), PAUSE);
  }

  look() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!this.wanted || !this.stream || !width || document.visibilityState !== "visible") {
      setTimeout(() => this.look(), 200);
      return;
    }
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.picture.drawImage(this.video, 0, 0, width, height);
    const pixels = this.picture.getImageData(0, 0, width, height).data.buffer;
    this.worker.postMessage({ pixels, width, height }, [pixels]);
  }
}
