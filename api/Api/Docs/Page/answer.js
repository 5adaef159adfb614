// What was answered, for a person: the status, what is wrong field by field, the headers that matter, the body.
import { element } from "/docs/element.js";
import * as memory from "/docs/memory.js";

const telling = ["ETag", "Location", "Retry-After", "Idempotency-Replayed", "Allow"];

export async function answer(url, options, onNext) {
  const shown = element("div", { className: "answer" }, element("pre", { textContent: `${options.method} ${url}` }));
  try {
    const response = await fetch(url, options);
    const received = await response.text();
    const body = response.headers.get("Content-Type")?.includes("json") ? JSON.parse(received) : null;
    shown.classList.toggle("bad", !response.ok);
    shown.append(element("strong", { textContent: `${response.status} ${body?.title ?? response.statusText}` }));
    if (response.ok) {
      memory.learn(url, response.headers, body);
    } else if (body) {
      shown.append(problem(body));
    }

    const headers = telling.filter((name) => response.headers.has(name)).map((name) => `${name}: ${response.headers.get(name)}`);
    shown.append(
      element("pre", { textContent: headers.join("\n") }),
      element("pre", { textContent: body ? JSON.stringify(body, null, 2) : received }));
    if (body?.next) {
      shown.append(element("button", { type: "button", textContent: "Next page", onclick: () => onNext(body.next) }));
    }
  } catch (error) {
    shown.classList.add("bad");
    shown.append(`No answer: ${error.message}`);
  }

  return shown;
}

// What follows a colon in the detail stands in the errors, too.
function problem({ detail, errors }) {
  return element("div", {},
    element("p", { textContent: errors.length > 0 ? detail.split(": ")[0] : detail }),
    element("ul", {}, ...errors.map(({ field, reason }) =>
      element("li", {}, element("code", { textContent: field }), ` ${reason}`))));
}
