/** `node scripts/migrate.ts deploy | new NAME | check | reset`: the database of DATABASE_URL, or the private one below .data. */
import { Migrator } from "#prisma/migrator.ts";
import { seed } from "#prisma/seed.ts";
import { loadContent } from "#shared/content/load.ts";
import { withDatabaseUrl } from "./own-database.ts";

const USAGE = "deploy | new NAME | check | reset";

async function main(): Promise<number> {
  const [command, name] = process.argv.slice(2);
  if (!["deploy", "new", "check", "reset"].includes(command) || (command === "new" && !name)) {
    console.error(`migrate: ${USAGE} wanted`);
    return 2;
  }
  return withDatabaseUrl((url) => run(command, name, url));
}

async function run(command: string, name: string, url: string): Promise<number> {
  const migrator = new Migrator(url);
  switch (command) {
    case "deploy": {
      const applied = await migrator.deploy();
      await seed(url, loadContent());
      console.log(applied.length ? `applied ${applied.join(", ")}` : "up to date");
      return 0;
    }
    case "new": {
      const folder = await migrator.create(name);
      console.log(folder ? `wrote prisma/migrations/${folder}` : "schema.prisma has no change");
      return 0;
    }
    case "check": {
      const pending = await migrator.pending();
      const drift = await migrator.drift();
      if (pending) console.log(`schema.prisma is ahead of the migrations:\n${pending}`);
      if (drift) console.log(`the database differs from schema.prisma:\n${drift}`);
      if (!pending && !drift) console.log("model, migrations and database are in step");
      return pending || drift ? 1 : 0;
    }
    default:
      await migrator.reset();
      console.log("emptied");
      return 0;
  }
}

// the engine leaves a timer of 10 s behind, hence exit()
process.exit(
  await main().catch((error: Error) => {
    console.error(`migrate: ${error.message}`);
    return 1;
  }),
);
