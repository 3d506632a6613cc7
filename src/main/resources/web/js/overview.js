// What is going on: scanners, throughput, latency, what waits, and the last images.
import { bytes, chip, duration, h, millis, number, section, table, time } from './dom.js';
import { site } from './feed.js';
import { LineChart } from './charts.js';
import { thumbnail } from './images.js';

const SHOWN_IMAGES = 12;
const MINUTE = 60;

/** A reading, over all processes and labels. */
export function reading(name) {
  let sum = null;
  for (const process of site.status?.processes ?? []) {
    for (const [key, value] of Object.entries(process.readings ?? {})) {
      if (key === name || key.startsWith(`${name}{`)) sum = (sum ?? 0) + value;
    }
  }
  return sum;
}

/** The least of a reading over all processes; null where nobody has it. */
export function least(name) {
  const all = (site.status?.processes ?? []).map(process => process.readings?.[name]).filter(value => value !== undefined && value >= 0);
  return all.length ? Math.min(...all) : null;
}

function tile(label, kind = null) {
  const value = h('b', {}, '–');
  const note = h('small', {});
  return { element: h('div', { class: `tile ${kind ?? ''}` }, h('span', {}, label), value, note), value, note };
}

const mean = (points, key) => points.length ? points.reduce((sum, point) => sum + (point[key] ?? 0), 0) / points.length : 0;

export function overview(main) {
  const tiles = {
    scanners: tile('scanners connected'), rate: tile('k-space in'), images: tile('images out'),
    latency: tile('latency, 95 %'), waiting: tile('jobs waiting'), disk: tile('disk free'),
  };
  const charts = [
    new LineChart('k-space in', 'MB/s', [{ label: 'MB/s', key: 'megabytes', colour: 'a' }]),
    new LineChart('images out', '1/s', [{ label: 'images/s', key: 'images', colour: 'b' }]),
    new LineChart('last readout to image', 's', [
      { label: '50 %', key: 'p50', colour: 'a', scale: 1e-3 }, { label: '95 %', key: 'p95', colour: 'b', scale: 1e-3 }, { label: '99 %', key: 'p99', colour: 'c', scale: 1e-3 }]),
    new LineChart('jobs waiting', '', [{ label: 'jobs', key: 'waiting', colour: 'c' }]),
  ];
  const scans = h('div', {});
  const strip = h('div', { class: 'strip' });
  main.append(
    h('div', { class: 'tiles', role: 'group', 'aria-label': 'Now' }, Object.values(tiles).map(one => one.element)),
    section('Scanners', scans),
    section('Last images', strip),
    section('Last ten minutes', h('div', { class: 'charts' }, charts.map(chart => chart.element))));

  function tick() {
    const s = site.status;
    if (!s) return;
    const point = s.point;
    const last = site.points.slice(-MINUTE);
    tiles.scanners.value.textContent = number(reading('larmor_sessions'), 0);
    const open = s.scans.filter(scan => scan.state === 'open' || scan.state === 'closing').length;
    tiles.scanners.note.textContent = open === 1 ? '1 scan open' : `${open} scans open`;
    tiles.rate.value.textContent = `${number(point.megabytes)} MB/s`;
    tiles.rate.note.textContent = `${number(point.readouts, 0)} readouts/s`;
    tiles.images.value.textContent = `${number(point.images)} /s`;
    tiles.images.note.textContent = `${s.imagesDelivered} in all`;
    tiles.latency.value.textContent = millis(point.p95);
    tiles.latency.note.textContent = point.p95 === null || point.p95 === undefined ? 'no frame in 10 s' : `half within ${millis(point.p50)}`;
    tiles.waiting.value.textContent = number(point.waiting, 0);
    tiles.waiting.note.textContent = `${bytes(s.bufferedBytes)} in flight`;
    const free = least('larmor_disk_free_bytes');
    const rate = mean(last, 'megabytes') * 1e6;
    tiles.disk.value.textContent = free === null ? '–' : bytes(free);
    tiles.disk.note.textContent = free === null ? 'not known' : rate > 1e4 ? `full in ${duration(free / rate)} at this rate` : 'nothing comes in';
    const used = least('larmor_backlog_retention_used');
    tiles.waiting.element.classList.toggle('warning', used !== null && used > 0.25);
    tiles.disk.element.classList.toggle('warning', free !== null && free < 2e9);
    charts.forEach(chart => chart.show(site.points));
    scans.replaceChildren(table('Scans', ['scan', 'recipe', 'state', 'opened', 'received', 'frames', 'images', 'last latency'],
      s.scans.slice(0, 12).map(scan => [
        h('a', { href: `#images/${scan.scan}` }, scan.scan.slice(0, 8)), scan.recipe.toLowerCase(),
        chip({ open: 'well', closing: 'well', done: 'quiet', aborted: 'failing' }[scan.state] ?? 'quiet', scan.state),
        time(scan.openedAt / 1000), bytes(scan.bytes), String(scan.answers), String(scan.images), millis(scan.lastLatencyMs)]),
      'No scanner has sent anything yet. Scanners connect to the port that `larmor serve` names, 9002 by default.'));
  }

  function pictures() {
    const shown = site.images.slice(0, SHOWN_IMAGES);
    strip.replaceChildren(...(shown.length ? shown.map(thumbnail) : [h('p', { class: 'empty' }, 'No image yet.')]));
  }

  pictures();
  return {
    update(kind) {
      if (kind === 'image' || kind === 'begun') pictures();
      if (kind !== 'tick') tick();
    },
    close() { charts.forEach(chart => chart.destroy()); },
  };
}
