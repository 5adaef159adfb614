// A form for one operation, and the answer to what it sends.
import { answer } from "/docs/answer.js";
import { element } from "/docs/element.js";
import * as memory from "/docs/memory.js";
import { example, members, resolve, words, written } from "/docs/schema.js";

function control({ schema, required }) {
  if (schema.enum || schema.type === "boolean") {
    const values = [...(required ? [] : [""]), ...(schema.enum ?? ["true", "false"])];
    return element("select", {}, ...values.map((value) => element("option", { value, textContent: value || "any" })));
  }

  const number = schema.type === "integer";
  const input = element("input", { type: number ? "number" : "text", autocomplete: "off", spellcheck: false });
  // Not the largest id: it is no number that a browser can hold.
  const limits = { min: schema.minimum, max: schema.maximum, maxLength: schema.maxLength, pattern: schema.pattern };
  for (const [limit, value] of Object.entries(limits)) {
    if (value !== undefined && !(value > Number.MAX_SAFE_INTEGER)) {
      input[limit] = value;
    }
  }

  return input;
}

function field(parameter, operationId) {
  const input = control(parameter);
  const hint = element("small", {
    id: `${operationId}-${parameter.name}`,
    textContent: parameter.description ?? words(parameter.schema),
  });
  Object.assign(input, { required: parameter.required, name: parameter.name, title: words(parameter.schema) });
  input.dataset.place = parameter.in;
  input.setAttribute("aria-describedby", hint.id);
  return element("div", { className: "field" },
    element("label", {},
      element("span", { className: "name", textContent: parameter.name }), required(parameter.required), input),
    hint);
}

const required = (is) => (is ? element("em", { textContent: "required" }) : "");

function body(schema, operationId) {
  const described = members(schema);
  return element("div", { className: "body" },
    element("label", {},
      element("span", { className: "name", textContent: "Body" }), " ", element("small", { textContent: "JSON" }),
      element("textarea", { name: "body", spellcheck: false, rows: Math.min(described.length + 4, 14) })),
    element("table", { ariaLabel: `Fields of the body of ${operationId}` },
      element("tbody", {}, ...described.map(({ name, schema: of, required: is }) => element("tr", {},
        element("th", { scope: "row" }, element("code", { textContent: name }), " ", required(is)),
        element("td", { textContent: of.description && !of.pattern ? `${words(of)}. ${of.description}` : words(of) }))))));
}

function request(path, method, sending) {
  const query = new URLSearchParams();
  const headers = {};
  for (const { name, value, dataset } of sending.elements) {
    if (dataset.place === "path") {
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    } else if (dataset.place === "query" && value) {
      query.set(name, value);
    } else if (dataset.place === "header" && value) {
      headers[name] = value;
    }
  }

  const text = sending.elements.body?.value;
  if (text !== undefined) {
    headers["Content-Type"] = "application/json";
  }

  return [query.size ? `${path}?${query}` : path, { method: method.toUpperCase(), headers, body: text }];
}

export function form(path, method, described, schemas) {
  const schema = resolve(described.requestBody?.content["application/json"].schema ?? {}, schemas);
  const sending = element("form", {}, ...described.parameters.map((parameter) => field(parameter, described.operationId)));
  if (schema.properties) {
    sending.append(body(schema, described.operationId));
  }

  const target = () => request(path, method, sending)[0].split("?")[0];

  // Whoever changes a thing begins with what it is.
  const start = () => (method === "put" && written(memory.body(target()), schema)) || example(schema);

  // What a person has written stays; the rest is what is known by now.
  function fill() {
    for (const input of sending.querySelectorAll("[data-place=path], [name=If-Match], textarea")) {
      if (!("written" in input.dataset)) {
        input.value = input.name === "body" ? JSON.stringify(start(), null, 2)
          : (input.name === "If-Match" ? memory.etag(target()) : memory.id(input.name)) ?? "";
      }
    }
  }

  const button = element("button", { textContent: "Send" });
  const answers = element("div", { role: "status" });
  const hint = element("small", { textContent: "Ctrl+Enter sends, too" });
  sending.append(element("div", { className: "send" }, button, hint), answers);
  sending.addEventListener("input", ({ target }) => {
    target.dataset.written = "";
    fill();
  });
  sending.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      sending.requestSubmit();
    }
  });
  sending.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    answers.replaceChildren(await answer(...request(path, method, sending), (next) => {
      sending.elements.after.value = next;
      sending.requestSubmit();
    }));
    button.disabled = false;
  });
  memory.onLearnt(fill);
  fill();
  return sending;
}
