/**
 * `npm run content:check [folder]`: reads and checks all content; says what it holds, or lists everything that is wrong with it.
 * Exit code 1 when something is.
 */
import { compileZone } from "#shared/content/compile.ts";
import { CONTENT_FOLDER, ContentError, loadContent } from "#shared/content/load.ts";

try {
  const content = loadContent(process.argv[2] ?? CONTENT_FOLDER);
  console.log(
    `content ${content.hash}: ${content.classes.length} classes, ${content.abilities.length} abilities, ${content.npcs.length} kinds of NPC, ${content.items.length} items`,
  );
  for (const zone of content.zones) {
    const compiled = compileZone(content, zone.id);
    console.log(
      `zone ${zone.id}: ${zone.widthM} × ${zone.heightM} m, ${compiled.spawnPoints.length} NPCs, ${compiled.scattered.length} trees and rocks`,
    );
  }
} catch (error) {
  if (!(error instanceof ContentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
