// The HTTP API, and who is asking.

/** A problem that the API has answered; `status` is its code. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title || `the answer was ${status}`);
    this.status = status;
  }
}

async function answered(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  let problem = {};
  try { problem = await response.json(); } catch { /* an answer of no form */ }
  throw new Problem(response.status, problem.title, problem.detail);
}

export const get = async path => answered(await fetch(`api/v1/${path}`));

/** Asks for a change. */
export const send = async (method, path, body, headers = {}) => answered(await fetch(`api/v1/${path}`, {
  method,
  headers: { 'content-type': 'application/json', 'X-Larmor': '1', ...headers },
  body: body === undefined ? undefined : JSON.stringify(body),
}));

export const imageUrl = (id, form) => `api/v1/images/${encodeURIComponent(id)}.${form}`;
