'use strict';
// Signs people in and out; the token itself is kept nowhere, only the cookie, which scripts cannot read.
{
  const by = id => document.getElementById(id);
  const ask = (method, headers) => fetch('api/v1/session', { method, headers });

  async function show() {
    const answer = await ask('GET', {});
    const who = answer.ok ? await answer.json() : { name: null, readingIsFree: false };
    by('signIn').hidden = who.name !== null || who.readingIsFree;
    by('signedIn').hidden = who.name === null;
    by('who').textContent = who.name === null ? '' : `${who.name}, ${who.role}`;
  }

  by('signIn').addEventListener('submit', async event => {
    event.preventDefault();
    const answer = await ask('POST', { Authorization: `Bearer ${encodeURIComponent(by('token').value.trim())}` });
    by('token').value = '';
    by('refused').textContent = answer.ok ? '' : (await answer.json()).detail;
    show();
  });
  by('signOut').addEventListener('click', async () => {
    await ask('DELETE', { 'X-Larmor': '1' });
    show();
  });
  show();
}
