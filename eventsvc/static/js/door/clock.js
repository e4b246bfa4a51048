// The server's time, whatever the phone's clock says: the sample with the shortest way wins (spec: check-in 4.3, 6).
export class ServerClock {
  constructor(now = () => Date.now(), ticks = () => performance.now()) {
    this.now = now;
    this.ticks = ticks;
    this.base = now() - ticks();
    this.off = 0;
    this.best = Infinity;
  }

  // The phone's clock from the session's start on: later changes of it do no harm.
  phone() {
    return Math.round(this.base + this.ticks());
  }

  heard(server, sentAt, receivedAt) {
    const way = receivedAt - sentAt;
    if (way > this.best) return;
    this.best = way;
    this.off = Math.round(server - (sentAt + receivedAt) / 2);
  }

  server() {
    return this.phone() + this.off;
  }
}
