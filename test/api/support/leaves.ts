import { resolve, type Schema, type Schemas, typeOf } from "#server/http/examples.ts";

/** A value without parts, somewhere in a body. */
export interface Leaf {
  path: readonly (string | number)[];
  schema: Schema;
  type: string | undefined;
}

/** Every value without parts that a body of this schema may have. */
export function leavesOf(schema: Schema, known: Schemas, path: readonly (string | number)[] = []): Leaf[] {
  const whole = resolve(schema, known);
  const { properties = {}, items, prefixItems = [], anyOf = [], oneOf = [], allOf = [], additionalProperties } = whole;
  const within = [
    ...Object.entries(properties).flatMap(([name, field]) => leavesOf(field, known, [...path, name])),
    ...(items ? leavesOf(items, known, [...path, 0]) : []),
    ...prefixItems.flatMap((item, n) => leavesOf(item, known, [...path, n])),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((part) => leavesOf(part, known, path)),
    ...(typeof additionalProperties === "object" ? leavesOf(additionalProperties, known, [...path, "any"]) : []),
  ];
  const type = typeOf(whole);
  const parts = type === "object" || type === "array" || anyOf.length + oneOf.length + allOf.length > 0;
  return parts ? within : [...within, { path, schema: whole, type }];
}

/** A copy with one value replaced. */
export function withValue(body: unknown, [first, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (first === undefined) return value;
  const copy = structuredClone(body ?? (typeof first === "number" ? [] : {})) as Record<string | number, unknown>;
  copy[first] = withValue(copy[first], rest, value);
  return copy;
}

/** Can no text of this schema be longer than somebody has decided? */
export function isBounded({ maxLength, enum: values, const: one, format, pattern }: Schema): boolean {
  if (maxLength !== undefined || values || one !== undefined) return true;
  if (format !== undefined && ["uuid", "date-time", "date"].includes(format)) return true;
  return pattern !== undefined && /^\^.*\$$/.test(pattern) && !/[+*]|,\}/.test(pattern.replaceAll(/\\./g, ""));
}
