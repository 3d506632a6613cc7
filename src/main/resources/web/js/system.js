// What runs where, and how each stretch of a frame's way takes.
import { bytes, chip, h, millis, number, section, table } from './dom.js';
import { site } from './feed.js';
import { LineChart } from './charts.js';
import { reading } from './overview.js';

const HOPS = {
  store: 'last readout to the log', route: 'to the job', queue: 'until a worker takes it', load: 'into its memory',
  recon: 'reconstruction', deliver: 'to the scanner', total: 'in all', overhead: 'in all, without the reconstruction',
};

function load(readings) {
  const busy = Object.entries(readings).filter(([name]) => name.startsWith('larmor_worker_busy_loops'));
  return busy.length ? busy.map(([name, value]) => `${name.replace(/.*\{(.*)\}/, '$1')} ${value}`).join(', ') : '–';
}

/** What a process computes networks on, and how that is doing where its driver says. */
function device(of) {
  if (!of) return '\u2013';
  const parts = [of.name ? `${of.device}, ${of.name}` : of.device];
  if (of.memoryTotal !== undefined) parts.push(`${bytes(of.memoryUsed)} of ${bytes(of.memoryTotal)}`);
  if (of.utilisation !== undefined) parts.push(`${number(100 * of.utilisation, 0)} %`);
  return parts.join('; ');
}

export function system(main) {
  const processes = h('div', {});
  const hops = h('div', {});
  const queues = h('div', {});
  const readouts = new LineChart('readouts in', '1/s', [{ label: 'readouts/s', key: 'readouts', colour: 'a' }]);
  const buffered = new LineChart('in flight', 'MB', [{ label: 'MB', key: 'buffered', colour: 'b' }]);
  main.append(section('Processes', processes), section('A frame\u2019s way', hops), section('What waits, and what failed', queues),
    section('Last ten minutes', h('div', { class: 'charts' }, readouts.element, buffered.element)));

  function show() {
    const s = site.status;
    if (!s) return;
    processes.replaceChildren(table('Processes', ['process', 'roles', 'CPU', 'memory', 'at work', 'networks on', 'heard of'],
      s.processes.map(process => [process.process,
        h('span', {}, Object.entries(process.roles).map(([role, ready]) => chip(ready ? 'well' : 'failing', ready ? role : `${role}: not ready`))),
        process.readings.process_cpu_usage === undefined ? '–' : `${number(100 * process.readings.process_cpu_usage, 0)} %`,
        bytes(process.readings.process_resident_memory_bytes ?? NaN), load(process.readings), device(process.device), `${number(process.ageMs / 1000)} s ago`]),
      'No process is heard of.'));
    const recent = new Map(s.recent.map(hop => [`${hop.process} ${hop.hop}`, hop]));
    const gateways = new Set(s.hops.filter(hop => hop.count > 0).map(hop => hop.process));
    const passed = s.hops.filter(hop => gateways.size === 0 || gateways.has(hop.process));
    hops.replaceChildren(table('Latency by hop', [gateways.size > 1 ? 'gateway and hop' : 'hop', 'frames', '50 %', '95 %', '99 %', 'frames in 10 s', '95 % in 10 s'],
      passed.map(hop => {
        const now = recent.get(`${hop.process} ${hop.hop}`);
        return [`${gateways.size > 1 ? `${hop.process}, ` : ''}${hop.hop}: ${HOPS[hop.hop] ?? ''}`, String(hop.count), millis(hop.p50), millis(hop.p95), millis(hop.p99),
          String(now?.count ?? 0), now?.count ? millis(now.p95) : '–'];
      }), 'No gateway is heard of.'));
    const pools = ['classic', 'learned', 'shadow'].map(pool => [`jobs waiting, ${pool}`, number(reading(`larmor_jobs_waiting{${pool}}`), 0)]);
    const used = reading('larmor_backlog_retention_used');
    queues.replaceChildren(table('Waiting and failed', ['what', 'now'], [
      ['frames coming in, not yet whole', number(reading('larmor_frames_incoming') ?? 0, 0)],
      ['frames sent to workers, not yet answered', number(reading('larmor_frames_awaited') ?? 0, 0)], ...pools,
      ['part of the log\u2019s retention that the oldest has used', used === null ? '–' : `${number(100 * used, 0)} %`],
      ['frames that failed', number(reading('larmor_frames_total{failed}') ?? 0, 0)],
      ['images of incomplete frames', number(reading('larmor_images_marked_total{LarmorIncomplete}') ?? 0, 0)],
      ['images by a simpler way', number(reading('larmor_images_marked_total{LarmorFallback}') ?? 0, 0)],
      ['dead letters', number(reading('larmor_dead_letters_total') ?? 0, 0)]], ''));
    readouts.show(site.points);
    buffered.show(site.points);
  }

  return { update: kind => { if (kind !== 'tick') show(); }, close() { readouts.destroy(); buffered.destroy(); } };
}
