// The page's only way to the server: JSON under /ui/ and one WebSocket that
// says what to fetch again.

/** A refusal by the server, or no answer at all. `code` is for programs, `message` for people. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Asks for a path under /ui/ with query parameters; empty ones are left out. Throws a Refusal. */
export async function get(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== "" && value !== null && value !== undefined) search.set(name, value);
  }
  const question = search.toString();
  return call(`/ui/${path}${question ? `?${question}` : ""}`, { headers: { Accept: "application/json" } });
}

/** Sends JSON to a path under /ui/ and returns the answer, which may itself say ok: false. Throws a Refusal. */
export async function post(path, body) {
  return call(`/ui/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
}

async function call(address, options) {
  let response;
  try {
    response = await fetch(address, { ...options, cache: "no-store" });
  } catch {
    throw new Refusal("no_answer", "The playground does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(answer.error ?? `http_${response.status}`, answer.message ?? "The playground could not do that.");
  return answer;
}

/**
 * Listens to what changes for one person. `onEvent` gets each event, `onOpen`
 * runs at every connection, so that nothing missed in between is lost, and
 * `onLost` when the connection ends. Returns a function that stops listening.
 */
export function listen(as, { onEvent, onOpen, onLost }) {
  let socket = null;
  let stopped = false;
  let timer = 0;
  let wait = 250;

  const connect = () => {
    const address = new URL(`/ui/events?as=${encodeURIComponent(as)}`, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(address);
    socket.onopen = () => {
      wait = 250;
      onOpen();
    };
    socket.onmessage = (message) => onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      if (stopped) return;
      onLost();
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, 4000);
    };
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket.close();
  };
}
