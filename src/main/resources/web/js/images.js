// Images as they come, and one of them with window, level and zoom.
import { chip, h, millis, number, section, time, version } from './dom.js';
import { get, imageUrl, send } from './api.js';
import { may } from './session.js';
import { site } from './feed.js';
import { Viewer } from './viewer.js';

/** What an image says of itself, as chips. */
export function marks(image) {
  const chips = [];
  if (image.quality !== null && image.quality !== undefined) {
    const within = image.qualityLimit === null || image.quality <= image.qualityLimit;
    chips.push(chip(within ? 'well' : 'failing', `hidden error ${number(100 * image.quality, 0)} %${within ? '' : ', out of range'}`));
  }
  for (const mark of image.marks) {
    const words = { LarmorIncomplete: 'incomplete', LarmorFallback: 'fallback', LarmorPartialFourier: 'partial Fourier' }[mark] ?? mark;
    chips.push(chip('warning', words));
  }
  return chips;
}

export function thumbnail(image) {
  const picture = h('img', { src: imageUrl(image.id, 'png'), alt: `slice ${image.slice}, ${image.recipe}`, loading: 'lazy', width: 128, height: 128 });
  picture.addEventListener('error', () => picture.replaceWith(h('span', { class: 'gone' }, 'kept no more')));
  return h('a', { class: 'thumb', href: `#images/${image.scan}/${encodeURIComponent(image.id)}` }, picture,
    h('span', {}, `${image.recipe}, slice ${image.slice}`), h('span', { class: 'faint' }, `${time(image.at / 1000)}, ${millis(image.millis)}`), marks(image));
}

export function images(main, [scan, id]) {
  if (id) return single(main, scan, id);
  const grid = h('div', { class: 'strip wrap' });
  const beside = h('div', {});
  const more = h('button', { type: 'button', hidden: true }, 'Older');
  let next = null;
  main.append(section(scan ? `Images of scan ${scan.slice(0, 8)}` : 'Images', grid, more,
    scan ? again(scan) : null, beside, scan ? h('p', {}, h('a', { href: '#images' }, 'All scans')) : null));

  async function load(after) {
    const page = await get(`images?limit=60${scan ? `&scan=${encodeURIComponent(scan)}` : ''}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    if (!after) grid.replaceChildren();
    grid.append(...page.images.map(thumbnail));
    if (!grid.children.length) grid.append(h('p', { class: 'empty' }, scan ? 'No image of this scan is kept.' : 'No image yet.'));
    next = page.next ?? null;
    more.hidden = next === null;
  }

  const trouble = problem => grid.replaceChildren(h('p', { class: 'empty' }, problem.message));
  more.addEventListener('click', () => load(next).catch(trouble));
  load(null).catch(trouble);
  return {
    update(kind) {
      if (kind === 'image' && !scan && site.images.length) {
        grid.querySelector('.empty')?.remove();
        grid.prepend(thumbnail(site.images[0]));
      }
      if (kind === 'replay' && scan && site.replayed?.of === scan) showReplay(main.querySelector('.replay output'), beside);
    },
  };
}

const RECIPES = ['rss', 'sense', 'jssl', 'auto'];
const LEARNED = new Set(['jssl', 'auto']);

/** Reconstructs a stored scan once more, for those who may. */
function again(scan) {
  if (!may('operator')) return null;
  const told = h('output', {});
  const models = h('select', { 'aria-label': 'Model for jssl and auto' }, h('option', { value: '' }, 'by the model that serves'));
  get('models').then(library => models.append(...library.versions.map(one => h('option', { value: one.version }, `by ${version(one.version)}`)))).catch(() => {});
  return h('p', { class: 'buttons replay' }, 'Reconstruct again:', RECIPES.map(recipe => h('button', {
    type: 'button',
    onclick: () => {
      const asked = models.value && LEARNED.has(recipe) ? { recipe, model: models.value } : { recipe };
      told.textContent = `${words(asked)} …`;
      send('POST', `scans/${encodeURIComponent(scan)}/replay`, asked).catch(problem => { told.textContent = problem.message; });
    },
  }, recipe)), models, told);
}

const words = asked => `by ${asked.recipe}${asked.model ? ` with ${version(asked.model)}` : ''}`;

/** What came of it, beside what was sent. */
function showReplay(told, beside) {
  const end = site.replayed;
  if (!told) return;
  if (end.scan) {
    get(`images?limit=60&scan=${encodeURIComponent(end.scan)}`).then(page => beside.replaceChildren(
      h('h3', {}, `Again, ${words(end)}`), h('div', { class: 'strip wrap' }, page.images.map(thumbnail)))).catch(() => {});
  }
  told.replaceChildren(end.failure ? end.failure : '', end.scan ? h('a', { href: `#images/${end.scan}` }, `its images ${words(end)}`) : '');
}

function single(main, scan, id) {
  const facts = h('dl', { class: 'facts' });
  const place = h('div', {});
  main.append(section('Image', place, facts, h('p', {}, h('a', { href: `#images/${scan}` }, 'All images of this scan'))));
  const viewer = new Viewer(place);
  get(`images/${encodeURIComponent(id)}`).then(image => {
    viewer.load(image);
    const rows = [['id', image.id], ['recipe', image.recipe], ['model', image.version ?? 'none'], ['frame', image.frame],
      ['answered', `${time(image.at / 1000)}, ${millis(image.millis)} after its last readout`],
      ['size', `${image.x} × ${image.y}${image.z > 1 ? ` × ${image.z}` : ''}`],
      ['marks', marks(image).length ? h('span', {}, marks(image)) : 'none']];
    facts.replaceChildren(...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }).catch(problem => place.replaceChildren(h('p', { class: 'empty' }, problem.message)));
  return { close: () => viewer.close() };
}

export { version };
