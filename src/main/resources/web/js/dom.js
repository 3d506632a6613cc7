// Small helpers. Text is only ever set as text: whatever a scanner is called, nothing of it becomes markup.

/** An element with attributes, handlers (`onclick`) and children, which are elements or text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined)
    .map(child => child instanceof Node ? child : String(child)));
  return element;
}

/** A section with a heading. */
export const section = (title, ...children) => h('section', { class: 'card' }, h('h2', {}, title), ...children);

/** What a view shows while there is nothing. */
export const empty = text => h('p', { class: 'empty' }, text);

/** A table; cells are text, or elements. */
export function table(caption, columns, rows, nothing) {
  if (rows.length === 0) return empty(nothing);
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, h('table', {},
    h('caption', { class: 'hidden' }, caption),
    h('thead', {}, h('tr', {}, columns.map(column => h('th', { scope: 'col' }, column)))),
    h('tbody', {}, rows.map(row => h('tr', {}, row.map(cell =>
      h('td', { class: typeof cell === 'string' && /^[-+−]?[\d.,  –]+( ?[%×a-zA-Zµ/]+)?$/.test(cell) ? 'number' : null }, cell)))))));
}

export const number = (value, digits = 1) =>
  value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);

/** Bytes with a unit that fits. */
export function bytes(value) {
  if (!Number.isFinite(value) || value < 0) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
  return `${value.toFixed(value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** Milliseconds with a unit that fits. */
export const millis = value => value === null || value === undefined || value < 0 ? '–'
  : value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`;

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return seconds < 172800 ? `${(seconds / 3600).toFixed(0)} h` : `${(seconds / 86400).toFixed(0)} days`;
}

/** A time of day, with the date where it is another. */
export function time(ms) {
  const at = new Date(ms);
  const today = at.toDateString() === new Date().toDateString();
  // a time of day stays in one line
  return today ? at.toLocaleTimeString().replace(/\s/g, '\u00a0') : at.toLocaleString();
}

/** A version without most of what tells it from others of its name. */
export const version = text => text ? text.replace(/@([0-9a-f]{6})[0-9a-f]*$/, '@$1') : '–';

export const chip = (kind, text) => h('span', { class: `chip ${kind}` }, text);
