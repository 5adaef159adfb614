// Reads the OpenAPI document and shows each operation with a form that sends it.
import { form } from "/docs/form.js";

export function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function operation(path, method, described, schemas) {
  const details = element("details", { id: described.operationId },
    element("summary", {},
      element("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
      element("code", { textContent: path }),
      element("span", { textContent: described.summary })));
  // Forty forms at once would be a slow page.
  details.addEventListener("toggle", () => details.append(form(path, method, described, schemas)), { once: true });
  return details;
}

function show(api) {
  const contents = document.getElementById("contents");
  const operations = document.getElementById("operations");
  document.getElementById("title").textContent = api.info.title;
  document.getElementById("description").textContent = api.info.description;
  operations.replaceChildren();
  for (const { name } of api.tags) {
    contents.append(element("a", { href: `#${name}`, textContent: name }));
    operations.append(element("h2", { id: name, textContent: name }));
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [method, described] of Object.entries(methods)) {
        if (described.tags.includes(name)) {
          operations.append(operation(path, method, described, api.components.schemas));
        }
      }
    }
  }
}

try {
  show(await (await fetch("/openapi.json")).json());
} catch (error) {
  document.getElementById("operations").textContent = `The OpenAPI document cannot be read: ${error.message}`;
}
