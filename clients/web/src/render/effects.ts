import { type Camera, TILT } from "./camera.ts";
import { SCHOOL_COLOURS, shade } from "./colour.ts";

interface Particle {
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
  gravity: number;
  bornMs: number;
  lifeMs: number;
  size: number;
  colour: string;
  glow: boolean;
}

interface FloatingText {
  text: string;
  x: number;
  y: number;
  z: number;
  drift: number;
  bornMs: number;
  size: number;
  colour: string;
}

interface Ring {
  x: number;
  y: number;
  fromM: number;
  toM: number;
  bornMs: number;
  lifeMs: number;
  colour: string;
  filled: boolean;
}

/** Most of each kind; one more takes the place of the oldest. */
const MOST_PARTICLES = 700;
const MOST_TEXTS = 60;
const MOST_RINGS = 40;
const TEXT_MS = 1300;

/** What flares up and is gone: sparks, rings on the ground, numbers in the air. */
export class Effects {
  readonly #particles: Particle[] = [];
  readonly #texts: FloatingText[] = [];
  readonly #rings: Ring[] = [];
  #lastMs = 0;
  #serial = 0;

  text(text: string, x: number, y: number, z: number, colour: string, size: number, nowMs: number): void {
    if (this.#texts.length >= MOST_TEXTS) this.#texts.shift();
    // one after the other beside each other, so that quick numbers stay readable
    const drift = ((this.#serial++ % 5) - 2) * 0.42;
    this.#texts.push({ text, x, y, z, drift, bornMs: nowMs, size, colour });
  }

  ring(x: number, y: number, fromM: number, toM: number, colour: string, lifeMs: number, nowMs: number, filled = false): void {
    if (this.#rings.length >= MOST_RINGS) this.#rings.shift();
    this.#rings.push({ x, y, fromM, toM, colour, lifeMs, bornMs: nowMs, filled });
  }

  /** Sparks in all directions. */
  burst(x: number, y: number, z: number, colour: string, count: number, nowMs: number, speed = 3, size = 0.1): void {
    for (let n = 0; n < count; n++) {
      const angle = Math.random() * Math.PI * 2;
      const up = Math.random();
      const out = speed * (0.3 + Math.random() * 0.7);
      this.#add({
        x,
        y,
        z,
        vx: Math.cos(angle) * out * (1 - up * 0.6),
        vy: Math.sin(angle) * out * (1 - up * 0.6),
        vz: out * up,
        gravity: 6,
        bornMs: nowMs,
        lifeMs: 350 + Math.random() * 350,
        size: size * (0.6 + Math.random() * 0.8),
        colour,
        glow: true,
      });
    }
  }

  /** Motes that rise: healing, levels, magic in the hands. */
  rise(x: number, y: number, colour: string, count: number, radiusM: number, nowMs: number, speed = 1.6): void {
    for (let n = 0; n < count; n++) {
      const angle = Math.random() * Math.PI * 2;
      const r = Math.sqrt(Math.random()) * radiusM;
      this.#add({
        x: x + Math.cos(angle) * r,
        y: y + Math.sin(angle) * r,
        z: Math.random() * 0.5,
        vx: 0,
        vy: 0,
        vz: speed * (0.6 + Math.random() * 0.8),
        gravity: 0,
        bornMs: nowMs - Math.random() * 100,
        lifeMs: 600 + Math.random() * 600,
        size: 0.06 + Math.random() * 0.06,
        colour,
        glow: true,
      });
    }
  }

  /** Stays behind what flies. */
  trail(x: number, y: number, z: number, school: string, nowMs: number): void {
    const colour = SCHOOL_COLOURS[school] ?? SCHOOL_COLOURS.physical;
    this.#add({
      x: x + (Math.random() - 0.5) * 0.2,
      y: y + (Math.random() - 0.5) * 0.2,
      z,
      vx: (Math.random() - 0.5) * 0.6,
      vy: (Math.random() - 0.5) * 0.6,
      vz: school === "fire" ? 0.9 : 0.1,
      gravity: 0,
      bornMs: nowMs,
      lifeMs: 320,
      size: 0.13,
      colour: Math.random() < 0.4 ? shade(colour, 0.4) : colour,
      glow: true,
    });
  }

  dust(x: number, y: number, nowMs: number): void {
    this.#add({
      x,
      y,
      z: 0.1,
      vx: (Math.random() - 0.5) * 0.5,
      vy: (Math.random() - 0.5) * 0.5,
      vz: 0.5,
      gravity: 0.6,
      bornMs: nowMs,
      lifeMs: 450,
      size: 0.13,
      colour: "#b9a27c",
      glow: false,
    });
  }

  /** What lies on the ground: below everybody. */
  drawGround(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    for (let n = this.#rings.length - 1; n >= 0; n--) {
      const ring = this.#rings[n];
      const t = (nowMs - ring.bornMs) / ring.lifeMs;
      if (t >= 1) {
        this.#rings.splice(n, 1);
        continue;
      }
      if (t < 0) continue;
      const r = (ring.fromM + (ring.toM - ring.fromM) * (1 - (1 - t) ** 3)) * camera.pxPerM;
      ctx.beginPath();
      ctx.ellipse(camera.screenX(ring.x), camera.screenY(ring.y), r, r * TILT, 0, 0, 7);
      ctx.globalAlpha = 1 - t;
      if (ring.filled) {
        ctx.fillStyle = ring.colour;
        ctx.globalAlpha = (1 - t) * 0.35;
        ctx.fill();
        ctx.globalAlpha = 1 - t;
      }
      ctx.strokeStyle = ring.colour;
      ctx.lineWidth = Math.max(1, camera.pxPerM * 0.12 * (1 - t));
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  /** What is in the air: above everybody. */
  drawAir(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    const dt = Math.min(0.05, Math.max(0, (nowMs - this.#lastMs) / 1000));
    this.#lastMs = nowMs;
    let kept = 0;
    for (const p of this.#particles) {
      const t = (nowMs - p.bornMs) / p.lifeMs;
      if (t >= 1) continue;
      this.#particles[kept++] = p;
      p.vz -= p.gravity * dt;
      p.x += p.vx * dt;
      p.y += p.vy * dt;
      p.z = Math.max(0, p.z + p.vz * dt);
      const r = Math.max(0.6, p.size * camera.pxPerM * (1 - t * 0.6));
      ctx.globalAlpha = (1 - t) * (p.glow ? 0.95 : 0.45);
      ctx.globalCompositeOperation = p.glow ? "lighter" : "source-over";
      ctx.fillStyle = p.colour;
      ctx.beginPath();
      ctx.arc(camera.screenX(p.x), camera.screenY(p.y, p.z), r, 0, 7);
      ctx.fill();
    }
    this.#particles.length = kept;
    ctx.globalCompositeOperation = "source-over";
    ctx.globalAlpha = 1;
  }

  drawTexts(ctx: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    ctx.textAlign = "center";
    ctx.lineJoin = "round";
    for (let n = this.#texts.length - 1; n >= 0; n--) {
      const text = this.#texts[n];
      const t = (nowMs - text.bornMs) / TEXT_MS;
      if (t >= 1) {
        this.#texts.splice(n, 1);
        continue;
      }
      const pop = t < 0.12 ? 0.6 + (t / 0.12) * 0.7 : t < 0.22 ? 1.3 - ((t - 0.12) / 0.1) * 0.3 : 1;
      const x = camera.screenX(text.x + text.drift * Math.min(1, t * 2));
      const y = camera.screenY(text.y, text.z + 0.4 + t * 1.5);
      ctx.globalAlpha = t > 0.7 ? (1 - t) / 0.3 : 1;
      ctx.font = `700 ${Math.round(text.size * pop)}px Georgia, "DejaVu Serif", serif`;
      ctx.strokeStyle = "rgba(16,10,14,0.9)";
      ctx.lineWidth = 4;
      ctx.strokeText(text.text, x, y);
      ctx.fillStyle = text.colour;
      ctx.fillText(text.text, x, y);
    }
    ctx.globalAlpha = 1;
  }

  clear(): void {
    this.#particles.length = 0;
    this.#texts.length = 0;
    this.#rings.length = 0;
  }

  #add(particle: Particle): void {
    if (this.#particles.length >= MOST_PARTICLES) this.#particles.shift();
    this.#particles.push(particle);
  }
}
