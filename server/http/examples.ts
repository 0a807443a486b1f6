/** The parts of JSON Schema that our documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  example?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  prefixItems?: Schema[];
  minItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
}
export type Schemas = Record<string, Schema>;

/** What texts of a known format look like. */
const BY_FORMAT: Record<string, string> = {
  uuid: "019a4f2e-7c31-7d40-9b1e-3f6a5c2d8e70",
  "date-time": "2026-03-01T18:30:00.000Z",
  date: "2026-03-01",
  email: "mira@example.com",
  uri: "https://play.example.com/",
};
const REF = "#/components/schemas/";

/** What `$ref` stands for; other schemas as they are. */
export function resolve(schema: Schema, known: Schemas): Schema {
  return schema.$ref === undefined ? schema : resolve(known[schema.$ref.slice(REF.length)], known);
}

/**
 * An example of a whole value, put together from those of its fields: each is written once, beside its field. Optional fields are
 * present, lists have one entry.
 * @param where names the value
 * @param missing collects the texts of which nobody says what they look like
 */
export function exampleOf(schema: Schema, known: Schemas, where = "", missing: string[] = []): unknown {
  const { $ref, example, examples, anyOf, oneOf, allOf } = schema;
  const part = (of: Schema, name = "") => exampleOf(of, known, where + name, missing);
  if ($ref !== undefined) return part(resolve(schema, known));
  const told = example !== undefined ? example : (examples?.[0] ?? schema.const ?? schema.enum?.[0] ?? schema.default);
  if (told !== undefined) return told;
  const choices = anyOf ?? oneOf;
  if (choices) return part(choices.find(({ type }) => type !== "null") ?? choices[0]);
  if (allOf) return Object.assign({}, ...allOf.map((one) => part(one)));
  switch (typeOf(schema)) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, part(field, `.${name}`)]));
    case "array":
      if (schema.prefixItems) return schema.prefixItems.map((item, n) => part(item, `[${n}]`));
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => part(schema.items ?? {}, "[]"));
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return true;
    case "null":
      return null;
    case "string":
      if (schema.format !== undefined && schema.format in BY_FORMAT) return BY_FORMAT[schema.format];
  }
  missing.push(where);
  return undefined;
}

/** Its first type that has values. */
export function typeOf({ type, properties }: Schema): string | undefined {
  if (type === undefined) return properties ? "object" : undefined;
  return typeof type === "string" ? type : (type.find((one) => one !== "null") ?? "null");
}

function numberOf({ minimum, exclusiveMinimum, maximum }: Schema): number {
  const least = Math.max(
    minimum ?? Number.NEGATIVE_INFINITY,
    exclusiveMinimum === undefined ? Number.NEGATIVE_INFINITY : exclusiveMinimum + 1,
  );
  return Math.min(Math.max(least, 1), maximum ?? Number.POSITIVE_INFINITY);
}
