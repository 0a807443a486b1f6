import { armFailpoints, type Failpoint } from "#server/platform/failpoint.ts";

/** Loaded into server processes of tests before the server itself: what a test sends is armed from then on, in the place of what was. */
process.on("message", (points: Failpoint[]) => {
  armFailpoints(points);
  process.send?.("armed");
});
