// Who has signed in, and what that allows.
import { h } from './dom.js';
import { get, send } from './api.js';

const ROLES = ['none', 'viewer', 'operator', 'approver'];
let me = { name: null, role: 'none', readingIsFree: true };

export const whoAmI = () => me;

/** Whether the one who has signed in has at least a role. */
export const may = role => ROLES.indexOf(me.role ?? 'none') >= ROLES.indexOf(role);

async function ask() {
  try {
    me = await get('session');
  } catch (problem) {
    me = { name: null, role: 'none', readingIsFree: problem.status === 404 };
  }
  me.role ??= 'none';
}

/** Shows who has signed in; says whether the site can be read. */
export async function session(place, changed) {
  await ask();
  show(place, changed);
  return me.readingIsFree || may('viewer');
}

function show(place, changed) {
  if (me.name) {
    place.replaceChildren(h('span', { class: 'faint' }, `${me.name}, ${me.role}`),
      h('button', { type: 'button', onclick: async () => { await send('DELETE', 'session'); location.reload(); } }, 'Sign out'));
    return;
  }
  const dialog = document.getElementById('dialog');
  const input = h('input', { type: 'password', name: 'token', autocomplete: 'off', required: true, 'aria-label': 'Token' });
  const wrong = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const form = h('form', {
    method: 'dialog',
    onsubmit: async event => {
      event.preventDefault();
      try {
        await send('POST', 'session', undefined, { authorization: `Bearer ${input.value.trim()}` });
        dialog.close();
        await ask();
        show(place, changed);
        changed();
      } catch (problem) {
        wrong.hidden = false;
        wrong.textContent = problem.status === 401 ? 'That is no token of this site, or not any more.' : problem.message;
      }
    },
  }, h('h2', {}, 'Sign in'), h('label', {}, 'Token', input), wrong,
  h('p', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), h('button', { class: 'main' }, 'Sign in')));
  place.replaceChildren(h('button', {
    type: 'button',
    onclick: () => { dialog.replaceChildren(form); dialog.showModal(); input.focus(); },
  }, 'Sign in'));
}
