// A form for one operation, and the answer to what it sends.
import { element } from "/docs/page.js";

// What a person can start from: an example made of the schema.
function example(schema, schemas) {
  if (schema.$ref) {
    return example(schemas[schema.$ref.split("/").pop()], schemas);
  }

  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([name]) => schema.required.includes(name))
          .map(([name, property]) => [name, example(property, schemas)]));
    case "array":
      return [example(schema.items, schemas)];
    case "integer":
      return schema.minimum > 0 ? schema.minimum : 1;
    case "boolean":
      return true;
    default:
      return schema.enum?.[0] ?? text(schema);
  }
}

function text(schema) {
  const tries = ["Text", "ada@example.com", "TEXT", "GB"];
  const fits = (candidate) => (!schema.pattern || new RegExp(schema.pattern).test(candidate))
    && candidate.length >= schema.minLength && candidate.length <= schema.maxLength;
  return tries.find(fits) ?? "";
}

function field(parameter) {
  const { schema } = parameter;
  const input = schema.enum || schema.type === "boolean"
    ? element("select", {}, ...["", ...(schema.enum ?? ["true", "false"])].map((value) => element("option", { value, textContent: value })))
    : element("input", { type: schema.type === "integer" ? "number" : "text" });
  input.required = parameter.required;
  input.name = parameter.name;
  input.dataset.place = parameter.in;
  const label = element("label", {}, parameter.name + (parameter.required ? " *" : ""), input);
  if (parameter.description) {
    label.append(element("small", { textContent: parameter.description }));
  }

  return label;
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

  const body = sending.elements.body?.value;
  if (body) {
    headers["Content-Type"] = "application/json";
  }

  return [query.size ? `${path}?${query}` : path, { method: method.toUpperCase(), headers, body }];
}

async function answer([url, options]) {
  const shown = element("div", { className: "answer" });
  try {
    const response = await fetch(url, options);
    const received = await response.text();
    const headers = ["ETag", "Location", "Retry-After", "Idempotency-Replayed"]
      .filter((name) => response.headers.has(name)).map((name) => `${name}: ${response.headers.get(name)}\n`).join("");
    shown.classList.toggle("bad", !response.ok);
    shown.append(
      element("pre", { textContent: `${options.method} ${url}` }),
      element("strong", { textContent: `${response.status} ${response.statusText}` }),
      element("pre", { textContent: headers + (received ? JSON.stringify(JSON.parse(received), null, 2) : "") }));
  } catch (error) {
    shown.classList.add("bad");
    shown.append(`No answer: ${error.message}`);
  }

  return shown;
}

export function form(path, method, described, schemas) {
  const sending = element("form", {}, ...described.parameters.map(field));
  if (described.requestBody) {
    const { schema } = described.requestBody.content["application/json"];
    sending.append(element("textarea", {
      name: "body", spellcheck: false, ariaLabel: "Body", value: JSON.stringify(example(schema, schemas), null, 2),
    }));
  }

  const answers = element("div");
  answers.setAttribute("aria-live", "polite");
  sending.append(element("button", { textContent: "Send" }), answers);
  sending.addEventListener("submit", async (event) => {
    event.preventDefault();
    answers.replaceChildren(await answer(request(path, method, sending)));
  });
  return sending;
}
