import type { Schema } from "./examples.ts";
import type { ApiDocument, Operation } from "./openapi.ts";

const HEAD = `// Written by scripts/api-types.ts from the routes of the server: change those.
`;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * TypeScript for clients, written from the document: a type for each schema, and for each operation (`POST /api/v1/characters`) what it is
 * given and what it answers. Generators off the shelf are built on the compiler's interface, which TypeScript 7 no longer has.
 */
export function writeTypes({ paths, components }: ApiDocument): string {
  const schemas = Object.entries(components.schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => `  "${method.toUpperCase()} ${path}": ${operationType(operation)};\n`),
  );
  return `${HEAD}\n${schemas.join("\n")}\nexport interface Operations {\n${operations.join("")}}\n`;
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const fields: string[] = [];
  for (const [place, name] of [
    ["path", "params"],
    ["query", "query"],
  ]) {
    const given = parameters.filter((parameter) => parameter.in === place);
    if (given.length === 0) continue;
    const optional = given.every(({ required }) => !required);
    fields.push(
      `${name}${optional ? "?" : ""}: { ${given.map((p) => `${key(p.name)}${p.required ? "" : "?"}: ${typeOf(p.schema)}`).join("; ")} }`,
    );
  }
  const header = parameters.find((parameter) => parameter.name === "Idempotency-Key");
  if (header) fields.push(`key${header.required ? "" : "?"}: string`);
  const body = requestBody?.content["application/json"];
  if (body) fields.push(`body${requestBody?.required ? "" : "?"}: ${typeOf(body.schema)}`);
  const answers = Object.entries(responses)
    .filter(([status]) => Number(status) < 300)
    .map(([, { content }]) => (content?.["application/json"] ? typeOf(content["application/json"].schema) : "undefined"));
  fields.push(`answer: ${[...new Set(answers)].join(" | ") || "undefined"}`);
  return `{ ${fields.join("; ")} }`;
}

function typeOf(schema: Schema): string {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf ?? oneOf) return [...new Set((anyOf ?? oneOf ?? []).map(typeOf))].join(" | ");
  if (allOf) return allOf.map((part) => `(${typeOf(part)})`).join(" & ");
  if (Array.isArray(type)) return [...new Set(type.map((one) => typeOf({ ...schema, type: one })))].join(" | ");
  switch (type) {
    case "object":
      return objectType(schema);
    case "array":
      if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(", ")}]`;
      return `Array<${typeOf(schema.items ?? {})}>`;
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return type;
    default:
      return "unknown";
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, field]) => `${key(name)}${required.includes(name) ? "" : "?"}: ${typeOf(field)}`);
  const named = `{ ${fields.join("; ")} }`;
  if (typeof additionalProperties !== "object") return named;
  const others = `Record<string, ${typeOf(additionalProperties)}>`;
  return fields.length === 0 ? others : `${named} & ${others}`;
}

function key(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}
