// Reads the OpenAPI document and shows each operation with a form that sends it.
import { element } from "/docs/element.js";
import { form } from "/docs/form.js";
import * as memory from "/docs/memory.js";

const operations = document.getElementById("operations");

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
  document.getElementById("title").textContent = api.info.title;
  document.getElementById("description").textContent = api.info.description;
  memory.know(api.paths);
  operations.replaceChildren();
  for (const { name } of api.tags) {
    contents.append(element("a", { href: `#${name}`, textContent: name }));
    operations.append(element("section", { ariaLabel: name }, element("h2", { id: name, textContent: name }),
      ...Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods)
        .filter(([, described]) => described.tags.includes(name))
        .map(([method, described]) => operation(path, method, described, api.components.schemas)))));
  }
}

// Every word must be in the line of the operation.
function filter({ target }) {
  const words = target.value.toLowerCase().split(" ");
  for (const section of operations.querySelectorAll("section")) {
    for (const details of section.querySelectorAll("details")) {
      const line = `${section.ariaLabel} ${details.querySelector("summary").textContent}`.toLowerCase();
      details.hidden = !words.every((word) => line.includes(word));
    }

    section.hidden = !section.querySelector("details:not([hidden])");
  }
}

// An address like /docs#placeOrder leads to an open form.
function open() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named) {
    named.open = true;
    named.scrollIntoView();
  }
}

try {
  show(await (await fetch("/openapi.json")).json());
  document.getElementById("filter").addEventListener("input", filter);
  addEventListener("hashchange", open);
  open();
} catch (error) {
  operations.textContent = `The OpenAPI document cannot be read: ${error.message}`;
}
