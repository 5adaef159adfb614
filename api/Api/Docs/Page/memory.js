// What answers have told, so that nobody has to copy an id, an ETag or a row into the next form.
const ids = new Map(); // customerId → 7
const etags = new Map(); // /customers/7 → "1"
const bodies = new Map(); // /customers/7 → what was read there
const listeners = [];
let templates = [];

export const id = (name) => ids.get(name);

export const onLearnt = (listener) => listeners.push(listener);

export function know(paths) {
  templates = Object.entries(paths).map(([template, methods]) => ({ parts: template.split("/"), readable: "get" in methods }));
}

// The ETag for If-Match: of what a path names, or of what its last word does something with.
export const etag = (path) => etags.get(subject(path));

export const body = (path) => bodies.get(subject(path));

export function learn(url, headers, body) {
  const path = (headers.get("Location") ?? url).split("?")[0];
  for (const [index, part] of match(path)?.parts.entries() ?? []) {
    if (part.startsWith("{")) {
      ids.set(part.slice(1, -1), decodeURIComponent(path.split("/")[index]));
    }
  }

  if (headers.has("ETag")) {
    etags.set(subject(path), headers.get("ETag"));
    bodies.set(subject(path), body);
  }

  listeners.forEach((listener) => listener());
}

function subject(path) {
  while (path && !match(path)?.readable) {
    path = path.slice(0, path.lastIndexOf("/"));
  }

  return path;
}

function match(path) {
  const given = path.split("/");
  return templates.find(({ parts }) => parts.length === given.length
    && parts.every((part, index) => part === given[index] || part.startsWith("{")));
}
