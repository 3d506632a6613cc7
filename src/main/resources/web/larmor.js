'use strict';
const history = [];
let before = null;
const at = id => document.getElementById(id);
const rows = (id, list) => at(id).replaceChildren(...list.map(cells => {
  const tr = document.createElement('tr');
  for (const cell of cells) { const td = document.createElement('td'); td.textContent = cell; tr.append(td); }
  return tr;
}));

function show(s) {
  const now = performance.now();
  if (before) {
    const seconds = (now - before.now) / 1000;
    const rate = (s.ingestedBytes - before.s.ingestedBytes) / seconds / 1e6;
    at('rate').textContent = rate.toFixed(1);
    at('imageRate').textContent = ((s.imagesDelivered - before.s.imagesDelivered) / seconds).toFixed(1);
    history.push(rate);
    if (history.length > 120) history.shift();
    const peak = Math.max(...history, 1);
    at('peak').textContent = `peak ${peak.toFixed(1)} MB/s`;
    at('line').setAttribute('points', history.map((v, i) => `${(600 - (history.length - 1 - i) * 5)},${98 - 96 * v / peak}`).join(' '));
  }
  before = { now, s };
  const up = p => Object.entries(p.roles).map(([role, ready]) => `${role} ${ready ? '✓' : '✗'}`).join('  ');
  at('roles').className = s.ready ? '' : 'down';
  at('roles').textContent = s.processes.length === 1 ? up(s.processes[0]) : `${s.processes.length} processes`;
  at('processList').hidden = s.processes.length < 2;
  rows('processes', s.processes.map(p => [p.process, up(p), (p.ageMs / 1000).toFixed(1)]));
  const gateways = new Set(s.hops.map(h => h.process)).size;
  at('open').textContent = s.scans.filter(x => x.state === 'open' || x.state === 'closing').length;
  at('images').textContent = s.imagesDelivered;
  at('buffered').textContent = (s.bufferedBytes / 1e6).toFixed(1);
  rows('hops', s.hops.map(h => [gateways > 1 ? `${h.hop} (${h.process})` : h.hop, h.count, h.p50.toFixed(1), h.p99.toFixed(1)]));
  rows('scans', s.scans.map(x => [x.scan.slice(0, 8), x.recipe.toLowerCase(), x.state, new Date(x.openedAt / 1000).toLocaleTimeString(),
    (x.bytes / 1e6).toFixed(1), x.answers, x.images, x.lastLatencyMs < 0 ? '–' : x.lastLatencyMs.toFixed(1)]));
}

async function poll() {
  try {
    const answer = await fetch('api/v1/status');
    if (answer.status === 401) throw new Error('sign in to see it');
    if (!answer.ok) throw new Error('no answer from the gateway');
    show(await answer.json());
  } catch (e) {
    at('roles').className = 'down';
    at('roles').textContent = e instanceof TypeError ? 'no answer from the gateway' : e.message;
  }
  setTimeout(poll, 1000);
}
poll();
