// The frame: which view is shown, whether what it shows is of now, and who has signed in.
import { h, chip } from './dom.js';
import { connect, isStale, listen, site } from './feed.js';
import { session, whoAmI } from './session.js';
import { overview } from './overview.js';
import { images } from './images.js';
import { adaptation } from './adaptation.js';
import { system } from './system.js';

const VIEWS = [
  ['overview', 'Overview', overview],
  ['images', 'Images', images],
  ['adaptation', 'Adaptation', adaptation],
  ['system', 'System', system],
];

/** Roles without which no image is made. */
const NEEDED = ['gateway', 'router', 'worker'];

const at = id => document.getElementById(id);
let shown = null;

function route() {
  const [name, ...rest] = location.hash.replace(/^#/, '').split('/');
  const [key, , view] = VIEWS.find(([known]) => known === name) ?? VIEWS[0];
  at('views').replaceChildren(...VIEWS.map(([id, label]) =>
    h('a', { href: `#${id}`, 'aria-current': id === key ? 'page' : null }, label)));
  shown?.close?.();
  at('main').replaceChildren();
  shown = view(at('main'), rest.map(decodeURIComponent));
  update('route');
}

function state() {
  if (!site.connected || !site.status) return ['failing', site.status ? 'disconnected' : 'connecting …'];
  if (isStale()) return ['failing', 'stale'];
  const processes = site.status.processes;
  const down = processes.flatMap(process => Object.entries(process.roles).filter(([, ready]) => !ready).map(([role]) => role));
  const there = new Set(processes.flatMap(process => Object.keys(process.roles)));
  const missing = NEEDED.filter(role => !there.has(role));
  if (missing.length) return ['failing', `no ${missing.join(', no ')}`];
  return down.length === 0 ? ['well', 'ready'] : ['warning', `not ready: ${down.join(', ')}`];
}

function trouble() {
  if (!site.connected && site.status) return 'No connection to the gateway. What is shown is what was last heard; the page tries again by itself.';
  if (site.connected && site.status && isStale()) return 'The gateway answers, but nothing new is heard of the site: its log does not answer.';
  return null;
}

function update(kind) {
  const [look, words] = state();
  at('state').className = `chip ${look}`;
  if (at('state').textContent !== words) at('state').textContent = words;
  const told = trouble();
  at('trouble').hidden = told === null;
  at('trouble').textContent = told ?? '';
  document.body.classList.toggle('stale', told !== null);
  shown?.update?.(kind);
}

listen(update);
setInterval(() => update('tick'), 1000);
addEventListener('hashchange', () => { route(); at('main').focus(); });
addEventListener('resize', () => shown?.update?.('status'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', route);

async function start() {
  const free = await session(at('session'), () => { route(); connect(); });
  if (free) { route(); connect(); }
  else at('main').replaceChildren(h('section', { class: 'card' }, h('h2', {}, 'Sign in'),
    h('p', {}, 'This site asks who looks at it. A token is made by ', h('code', {}, 'larmor tokens create'), '.')));
}

start();
export { whoAmI, chip };
