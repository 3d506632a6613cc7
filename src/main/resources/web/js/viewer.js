// One image on a canvas: window and level by dragging or keys, zoom by the wheel or keys.
import { h } from './dom.js';
import { imageUrl } from './api.js';

const BRIGHT = 0.995;
const KEY_STEP = 0.05;

export class Viewer {
  constructor(place) {
    this.canvas = h('canvas', { tabindex: '0', role: 'img', 'aria-label': 'image', class: 'viewer' });
    this.told = h('output', { class: 'faint' }, 'loading …');
    this.place = place;
    place.append(this.canvas, h('p', { class: 'buttons' }, this.told,
      h('button', { type: 'button', onclick: () => this.zoomBy(1.25) }, 'Larger'),
      h('button', { type: 'button', onclick: () => this.zoomBy(0.8) }, 'Smaller'),
      h('button', { type: 'button', onclick: () => this.reset() }, 'Reset')),
      h('p', { class: 'faint' }, 'Drag: level up and down, window left and right. Arrow keys do the same, + and − zoom, with several partitions Page up and down turn.'));
    this.canvas.addEventListener('pointerdown', event => this.drag(event));
    this.canvas.addEventListener('wheel', event => { event.preventDefault(); this.zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1); }, { passive: false });
    this.canvas.addEventListener('keydown', event => this.key(event));
  }

  async load(image) {
    this.image = image;
    this.z = Math.floor(image.z / 2);
    this.canvas.setAttribute('aria-label', `${image.recipe}, slice ${image.slice}`);
    try {
      const response = await fetch(imageUrl(image.id, 'raw'));
      if (!response.ok) throw new Error(response.status === 410 ? 'The log keeps this image no more.' : 'The image cannot be read now.');
      this.values = new Float32Array(await response.arrayBuffer());
      this.reset();
    } catch (problem) {
      this.canvas.hidden = true;
      this.told.textContent = problem.message;
    }
  }

  reset() {
    const plane = this.plane().slice().sort();
    const white = plane[Math.floor(BRIGHT * (plane.length - 1))] || plane.at(-1) || 1;
    this.top = white;
    this.width = white;
    this.level = white / 2;
    this.zoom = Math.max(1, Math.floor(512 / Math.max(this.image.x, this.image.y)));
    this.draw();
  }

  plane() {
    const size = this.image.x * this.image.y;
    return this.values.subarray(this.z * size, (this.z + 1) * size);
  }

  draw() {
    const { x, y } = this.image;
    const pixels = new ImageData(x, y);
    const low = this.level - this.width / 2;
    this.plane().forEach((value, i) => {
      const grey = 255 * (value - low) / this.width;
      pixels.data[4 * i] = pixels.data[4 * i + 1] = pixels.data[4 * i + 2] = grey;
      pixels.data[4 * i + 3] = 255;
    });
    this.canvas.width = x;
    this.canvas.height = y;
    this.canvas.getContext('2d').putImageData(pixels, 0, 0);
    this.canvas.style.width = `${x * this.zoom}px`;
    this.told.textContent = `window ${this.width.toPrecision(3)}, level ${this.level.toPrecision(3)}, ${Math.round(100 * this.zoom)} %`
      + (this.image.z > 1 ? `, partition ${this.z + 1} of ${this.image.z}` : '');
  }

  change(dWidth, dLevel) {
    this.width = Math.max(this.top * 0.01, this.width + dWidth * this.top);
    this.level += dLevel * this.top;
    this.draw();
  }

  zoomBy(factor) {
    this.zoom = Math.min(16, Math.max(0.25, this.zoom * factor));
    this.draw();
  }

  drag(start) {
    if (!this.values) return;
    let { clientX, clientY } = start;
    this.canvas.setPointerCapture(start.pointerId);
    const move = event => {
      this.change((event.clientX - clientX) / 256, (event.clientY - clientY) / 256);
      ({ clientX, clientY } = event);
    };
    this.canvas.addEventListener('pointermove', move);
    this.canvas.addEventListener('pointerup', () => this.canvas.removeEventListener('pointermove', move), { once: true });
  }

  key(event) {
    if (!this.values) return;
    const turns = { PageUp: -1, PageDown: 1 }[event.key];
    const changes = { ArrowLeft: [-KEY_STEP, 0], ArrowRight: [KEY_STEP, 0], ArrowUp: [0, -KEY_STEP], ArrowDown: [0, KEY_STEP] }[event.key];
    if (changes) this.change(...changes);
    else if (event.key === '+' || event.key === '-') this.zoomBy(event.key === '+' ? 1.25 : 0.8);
    else if (turns && this.image.z > 1) {
      this.z = Math.min(this.image.z - 1, Math.max(0, this.z + turns));
      this.draw();
    } else return;
    event.preventDefault();
  }

  close() { this.values = null; }
}
