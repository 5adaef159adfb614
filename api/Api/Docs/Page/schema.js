// What a schema allows: an example to start from, and words for a person.
import * as memory from "/docs/memory.js";

export const resolve = (schema, schemas) => (schema.$ref ? schemas[schema.$ref.split("/").pop()] : schema);

export function example(schema, name = "") {
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([member]) => schema.required.includes(member))
          .map(([member, property]) => [member, example(property, member)]));
    case "array":
      return [example(schema.items, name)];
    case "integer":
      return Number(memory.id(name) ?? Math.max(schema.minimum, 1));
    case "boolean":
      return true;
    default:
      return schema.enum?.[0] ?? text(schema);
  }
}

// Of what was read, the members that can be written.
export function written(body, schema) {
  return body && Object.fromEntries(Object.entries(body).filter(([name, value]) => name in schema.properties && value !== null));
}

function text(schema) {
  const tries = ["Text", "ada@example.com", "TEXT", "GB"];
  const fits = (candidate) => (!schema.pattern || new RegExp(schema.pattern).test(candidate))
    && candidate.length >= schema.minLength && candidate.length <= schema.maxLength;
  return tries.find(fits) ?? "";
}

export function words(schema) {
  switch (schema.type) {
    case "object":
      return "object";
    case "array":
      return `list of ${schema.minItems} to ${schema.maxItems}`;
    case "integer":
      return schema.maximum > Number.MAX_SAFE_INTEGER
        ? `whole number from ${schema.minimum}`
        : `whole number, ${schema.minimum} to ${schema.maximum.toLocaleString("en")}`;
    case "boolean":
      return "true or false";
    default:
      return schema.enum?.join(", ") ?? (schema.pattern ? schema.description : characters(schema));
  }
}

const characters = ({ minLength = 0, maxLength }) =>
  `text, ${minLength === maxLength ? maxLength : `${minLength} to ${maxLength}`} characters`;

// Each member of a body, with those of its parts: name, schema, whether it must be there.
export function members(schema, prefix = "") {
  return Object.entries(schema.properties).flatMap(([name, property]) => [
    { name: prefix + name, schema: property, required: schema.required.includes(name) },
    ...(property.items?.type === "object" ? members(property.items, `${prefix}${name}[].`) : []),
  ]);
}
