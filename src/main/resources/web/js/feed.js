// What comes by itself: the site's status once a second, images, and what happens to models.
import { get } from './api.js';

const MOST_POINTS = 600;
const MOST_IMAGES = 60;
const STALE_MS = 5000;

export const site = { status: null, points: [], images: [], heardAt: 0, connected: false, replayed: null };
const listeners = new Set();

/** Calls back on every change, with its kind; the answer ends that. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = kind => listeners.forEach(listener => listener(kind));

/** Whether what is shown is of now. */
export const isStale = () => performance.now() - site.heardAt > STALE_MS
  || (site.status !== null && !site.status.processes.some(process => process.ageMs < STALE_MS));

async function begin() {
  const [history, images] = await Promise.all([get('history'), get(`images?limit=${MOST_IMAGES}`)]);
  site.points = history.points;
  site.images = images.images;
  tell('begun');
}

/** Connects, and again whenever that has ended. */
export function connect() {
  const source = new EventSource('api/v1/stream');
  source.addEventListener('open', () => {
    site.connected = true;
    begin().catch(() => tell('trouble'));
  });
  source.addEventListener('status', event => {
    const status = JSON.parse(event.data);
    site.status = status;
    site.points.push(status.point);
    if (site.points.length > MOST_POINTS) site.points.shift();
    site.heardAt = performance.now();
    tell('status');
  });
  source.addEventListener('image', event => {
    const image = JSON.parse(event.data);
    if (site.images.some(known => known.id === image.id)) return;
    site.images.unshift(image);
    site.images.length = Math.min(site.images.length, MOST_IMAGES);
    tell('image');
  });
  source.addEventListener('replay', event => {
    site.replayed = JSON.parse(event.data);
    tell('replay');
  });
  source.addEventListener('adapt', () => tell('adapt'));
  source.addEventListener('error', () => {
    site.connected = false;
    tell('trouble');
    if (source.readyState === EventSource.CLOSED) {
      source.close();
      setTimeout(connect, 2000);
    }
  });
}
