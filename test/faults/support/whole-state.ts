import type pg from "pg";

/** Log-ins change with every request; the migrations never. */
const NOT_LOOKED_AT = /^(_|auth_sessions$)/;

/** A number for the contents of each table: two that are equal say that nothing was changed. */
export async function wholeState(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  const one = ({ name }: { name: string }) =>
    `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS contents FROM "${name}" t`;
  const looked = tables.filter(({ name }) => !NOT_LOOKED_AT.test(name));
  const { rows } = await pool.query<{ name: string; contents: string }>(looked.map(one).join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, contents }) => [name, contents]));
}
