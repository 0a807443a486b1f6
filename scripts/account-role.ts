/** `npm run account:role -- EMAIL moderator|admin [--remove]`: in the database of DATABASE_URL, or the private one below .data. */
import { GRANTED_ROLES, type GrantedRole, setRole } from "#server/modules/admin/roles.service.ts";
import { withDatabase } from "./own-database.ts";

const USAGE = `npm run account:role -- EMAIL ${GRANTED_ROLES.join("|")} [--remove]`;

async function main(args: string[]): Promise<number> {
  const remove = args.includes("--remove");
  const [email, role, ...more] = args.filter((arg) => arg !== "--remove");
  if (!email?.includes("@") || !GRANTED_ROLES.includes(role as GrantedRole) || more.length > 0) {
    console.error(`account:role: ${USAGE} wanted`);
    return 2;
  }
  return withDatabase(async (prisma) => {
    const roles = await setRole(prisma, { email, role: role as GrantedRole, remove });
    if (roles === null) console.error(`account:role: no account has the address ${email}`);
    else console.log(`${email}: ${roles.join(", ")}`);
    return roles === null ? 1 : 0;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`account:role: ${(error as Error).message}`);
  process.exitCode = 1;
}
