// What is learned: kinds of scans and what serves them, runs with their curves and verdicts, and what has happened.
import { bytes, chip, h, number, section, table, time, version } from './dom.js';
import { get, send } from './api.js';
import { may } from './session.js';
import { LineChart } from './charts.js';

const AGAIN_MS = 15_000;
const SOON_MS = 300;
const VERDICTS = { PASSED: ['well', 'passed'], REJECTED: ['failing', 'rejected'], UNDECIDABLE: ['warning', 'not decidable'] };
const STATES = { running: 'well', done: 'quiet', failed: 'failing', waiting: 'waiting', abandoned: 'warning' };

const verdict = name => name ? chip(...(VERDICTS[name] ?? ['quiet', name])) : '–';

export function adaptation(main, [run]) {
  return run ? single(main, run) : all(main);
}

/** Asks again when something has happened, and now and then, while it is shown. */
function repeated(load, place) {
  let timer = null;
  let closed = false;
  async function again() {
    try {
      await load();
    } catch (problem) {
      place.replaceChildren(h('p', { class: 'empty' }, problem.message));
    }
    if (!closed) timer = setTimeout(again, AGAIN_MS);
  }
  again();
  return {
    update(kind) {
      if (kind !== 'adapt' || closed) return;
      clearTimeout(timer);
      timer = setTimeout(again, SOON_MS);
    },
    close() { closed = true; clearTimeout(timer); },
  };
}

function all(main) {
  const domains = h('div', { class: 'domains' });
  const runs = h('div', {});
  const models = h('div', {});
  const events = h('div', {});
  const rules = h('div', {});
  main.append(section('Kinds of scans', domains), section('Runs', runs), section('Models', models), section('Policy', rules), section('What has happened', events));
  async function load() {
    const [kinds, list, library, happened, policy] = await Promise.all([get('domains'), get('runs?limit=20'), get('models'), get('events?limit=30'), get('policy')]);
    rules.replaceChildren(...shown(policy));
    domains.replaceChildren(...(kinds.domains.length ? kinds.domains.map(domain) : [h('p', { class: 'empty' },
      'Nothing is learned: no policy names protocols that may be learned from (`larmor adapt policy`).')]));
    runs.replaceChildren(table('Runs', ['run', 'kind of scan', 'what', 'state', 'ordered', 'from', 'came of it', 'verdict'],
      list.runs.map(one => [h('a', { href: `#adaptation/${one.run}` }, one.run), one.domain,
        one.kind === 'training' ? `training on ${one.samples} samples` : `gate of ${version(one.challenger)}`, chip(STATES[one.state] ?? 'quiet', one.state),
        time(one.orderedAt), version(one.champion), one.failure ?? version(one.version), verdict(one.verdict)]),
      'No run yet.'));
    models.replaceChildren(table('Models', ['version', 'since', 'made by', 'serves as'],
      library.versions.map(one => [h('span', { title: one.version }, version(one.version)), time(one.at / 1000), one.origin,
        one.aliases.length ? one.aliases.map(alias => `${alias.name} of ${alias.domain}`).join(', ') : '–']), 'No model.'));
    events.replaceChildren(table('Events', ['no.', 'when', 'what', 'details'],
      happened.events.map(event => [String(event.number), time(event.at / 1000), event.type, details(event)]), 'Nothing yet.'),
    h('p', { class: 'faint' }, `${kinds.events} events; head ${kinds.head.slice(0, 12)}…; `, kinds.whole ? 'the chain is whole' : 'THE CHAIN IS BROKEN: `larmor audit verify` says where'));
  }
  return repeated(load, domains);
}

const SKIPPED = new Set(['number', 'at', 'type', 'sha256', 'report', 'hash']);
const details = event => Object.entries(event).filter(([name, value]) => !SKIPPED.has(name) && value !== null && value !== '' && !(Array.isArray(value) && !value.length))
  .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join('; ') : typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(3) : value}`).join(', ');

function domain(one) {
  const drift = one.drift.filter(course => course.changed);
  const rows = [
    ['serves', h('span', { title: one.champion ?? '' }, one.champion ? version(one.champion) : 'no model', one.championIsGeneral ? ' (of all kinds)' : '')],
    ['before it', version(one.previous)], ['challenger', version(one.challenger)],
    ['gathered', `${one.training.samples} samples of ${one.training.patients} patients to learn from, ${one.heldOut.samples} of ${one.heldOut.patients} held out`],
    ['drift', drift.length ? chip('warning', `changed ${time(drift[0].changed.at)}: error ${number(100 * drift[0].changed.before, 0)} → ${number(100 * drift[0].changed.after, 0)} %`)
      : one.drift.length ? 'no change found' : 'not measured'],
    ...one.shadows.map(shadow => [shadow.kind, `${version(shadow.shadow)} beside ${version(shadow.champion)}: ${shadow.scans} scans, champion's error ${shadow.championsError >= 0 ? '+' : ''}${number(shadow.championsError, 2)} dB`]),
  ];
  return h('article', { class: 'card' }, h('h3', {}, one.domain, ' ', one.learns ? chip('well', 'learns') : chip('quiet', 'does not learn')),
    h('dl', { class: 'facts' }, rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])), actions(one));
}

const span = (range, unit) => range ? `${range.least} to ${range.most} ${unit}` : null;

/** What may be learned from, how much of it, when, and who lets a model serve. */
function shown(policy) {
  if (!policy.isSet) return [h('p', { class: 'empty' }, 'The site has no policy: nothing is learned, and one model serves all.')];
  const { caps, runs, promotion } = policy;
  const facts = [
    ['who may teach', policy.scannersMayTeach ? 'every scanner that sends' : 'nobody'],
    ['kept of each', `${caps.scan} frames of a scan, ${caps.patient} of a patient, ${caps.scanner} of a scanner, ${caps.protocol} of a protocol, ${caps.day} a day, ${bytes(caps.bytes)} in all`],
    ['held out', `${number(100 * policy.heldOut, 0)} % of the patients${policy.patientsGiven ? `; of ${policy.patientsGiven} the side is given` : ''}`],
    ['trained', [runs.after ? `after ${runs.after} new samples` : runs.everyHours ? null : 'when somebody asks', runs.everyHours ? `every ${runs.everyHours} h` : null].filter(Boolean).join(', or ')
      + `: ${runs.steps} steps, ${runs.minutes} minutes and ${number(100 * runs.weights, 0)} % of the weights\u2019 norm at most`],
    ['promoted', `${promotion.automatic ? 'by itself once the gate is passed' : 'by a person'}${promotion.shadowScans ? `, after a trial on ${promotion.shadowScans} scans, ${number(100 * promotion.share, 0)} % of their frames` : ''}`],
    ['images checked', policy.quality ? `${number(100 * policy.quality, 0)} % of the learned ones` : 'none'],
  ];
  return [h('dl', { class: 'facts' }, facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    table('Kinds of scans, as the policy tells them apart', ['kind', 'learns', 'protocols', 'field', 'channels', 'trajectory', 'proxies'], policy.domains.map(one => [one.name,
      one.learn ? 'yes' : 'no', one.protocols.join(', ') || 'any', span(one.fieldStrength, 'T') ?? 'any', span(one.channels, '') ?? 'any', one.trajectory ?? 'any', (one.proxies ?? []).join(', ') || '–']), 'It names no kind.'),
    h('p', { class: 'faint' }, `policy ${policy.hash.slice(0, 12)}…`)];
}

/** Buttons for those who may press them. */
function actions(one) {
  const buttons = [];
  if (may('operator') && one.learns) buttons.push(['Train now', 'runs', `Train a model for ${one.domain}?`, {}]);
  if (may('approver') && one.challenger) buttons.push(['Promote the challenger', 'promote', `Let ${one.challenger} serve ${one.domain}?`, { version: one.challenger }]);
  if (may('approver') && one.previous) buttons.push(['Roll back', 'rollback', `Let ${one.previous} serve ${one.domain} again?`, {}]);
  return buttons.length ? h('p', { class: 'buttons' }, buttons.map(([label, path, question, body]) =>
    h('button', { type: 'button', onclick: () => confirm(label, question, reason => send('POST', `domains/${encodeURIComponent(one.domain)}/${path}`, { ...body, reason })) }, label))) : null;
}

/** Asks for a reason, since every change is an event with one. */
function confirm(label, question, act) {
  const dialog = document.getElementById('dialog');
  const reason = h('input', { name: 'reason', required: true, maxlength: 500, 'aria-label': 'Reason' });
  const told = h('p', { role: 'alert', class: 'trouble', hidden: true });
  const press = h('button', { class: 'main' }, label);
  dialog.replaceChildren(h('form', {
    method: 'dialog',
    onsubmit: async event => {
      event.preventDefault();
      press.disabled = true;
      try {
        await act(reason.value);
        dialog.close();
      } catch (problem) {
        told.hidden = false;
        told.textContent = problem.message;
        press.disabled = false;
      }
    },
  }, h('h2', {}, label), h('p', {}, question), h('label', {}, 'Reason', reason), told,
  h('p', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), press)));
  dialog.showModal();
  reason.focus();
}

function single(main, name) {
  const facts = h('dl', { class: 'facts' });
  const chart = new LineChart('error on hidden k-space', 'NMSE', [{ label: 'hidden', key: 'hidden', colour: 'a' }], false);
  const loss = new LineChart('loss', '', [{ label: 'supervised', key: 'proxy', colour: 'b' }, { label: 'self-supervised', key: 'target', colour: 'c' }], false);
  const curves = h('div', { class: 'charts' });
  const pictures = h('div', { class: 'strip wrap' });
  const report = h('div', {});
  main.append(section(name, facts, curves, pictures, report, h('p', {}, h('a', { href: '#adaptation' }, 'All runs'))));
  async function load() {
    const run = await get(`runs/${encodeURIComponent(name)}`);
    const rows = [['kind of scan', run.domain], ['what', run.kind], ['state', chip(STATES[run.state] ?? 'quiet', run.state)], ['ordered', time(run.orderedAt)],
      ['ended', run.endedAt ? time(run.endedAt) : '–'], ['champion', run.champion], ['came of it', run.failure ?? run.version ?? run.challenger ?? '–'], ['verdict', verdict(run.verdict)]];
    facts.replaceChildren(...rows.flatMap(([key, value]) => [h('dt', {}, key), h('dd', {}, value)]));
    draw(run.curves);
    if (run.images.length !== pictures.children.length) pictures.replaceChildren(...run.images.map(step => example(name, step)));
    if (run.report) report.replaceChildren(...verdictOf(run.report));
  }
  function draw(rows) {
    if (rows.length < 2) return;
    const columns = rows[0].split(',');
    const lossAt = columns.findIndex(column => column === 'total' || column === 'loss') ;
    const points = rows.slice(1).map(row => row.split(','));
    const hidden = points.filter(cells => cells[1] === 'hidden').map(cells => ({ at: 1000 * Number(cells[0]), hidden: Number(cells.at(-1)) }));
    const steps = points.filter(cells => cells[1] === 'proxy' || cells[1] === 'target').map(cells => ({ at: 1000 * Number(cells[0]), [cells[1]]: Number(cells[lossAt < 0 ? 3 : lossAt]) }));
    if (!curves.children.length) curves.append(chart.element, loss.element);
    if (hidden.length) chart.show(hidden);
    if (steps.length) loss.show(steps);
  }
  const asked = repeated(load, facts);
  return { update: asked.update, close() { asked.close(); chart.destroy(); loss.destroy(); } };
}

/** One sample by the model after so many steps; only where the scans' keys are. */
function example(run, step) {
  const picture = h('img', { src: `api/v1/runs/${encodeURIComponent(run)}/images/${step}`, alt: `a sample after ${step} steps`, width: 144, height: 144 });
  picture.addEventListener('error', () => picture.replaceWith(h('span', { class: 'gone' }, 'its key is not here')));
  return h('figure', { class: 'thumb' }, picture, h('figcaption', {}, step === 0 ? 'before' : `after ${step} steps`));
}

function verdictOf(report) {
  return [h('h3', {}, 'Verdict ', verdict(report.verdict)), h('ul', {}, report.reasons.map(reason => h('li', {}, reason))),
    table('Criteria', ['criterion', 'against', 'on', 'units', 'mean', 'lower bound', 'p', 'limit', 'outcome'], report.findings.map(finding => [
      finding.criterion, finding.against ?? '', finding.stratum, String(finding.units), number(finding.mean, 4), number(finding.lower, 4),
      finding.p === null ? '–' : finding.p.toPrecision(2), number(finding.limit, 3),
      chip({ MET: 'well', FAILED: 'failing', OPEN: 'warning' }[finding.outcome] ?? 'quiet', finding.outcome.toLowerCase())]), 'No criteria.')];
}
