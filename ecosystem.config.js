/**
 * pm2: one process per core, each with its own web and game port, joined by Redis. `npx pm2 start ecosystem.config.js`.
 * DATABASE_URL, REDIS_URL and TOKEN_SECRET (the same in all) come from the environment pm2 is started in.
 */
const instances = Number(process.env.INSTANCES ?? 2);
/** Ports 2567, 2568, … serve the API, 2667, 2668, … the rooms. */
const WEB = 2567;
const GAME = 2667;

// pm2 raises one variable per app only, and there are two ports: hence one app per process
// (pm2 understands named exports here, no default export)
export const apps = Array.from({ length: instances }, (_, i) => ({
  name: `necpgame-${i}`,
  script: "server/main.ts",
  interpreter: "./node_modules/.bin/node",
  // the rooms' network library owns its port: never cluster mode
  exec_mode: "fork",
  env: { NODE_ENV: "production", PORT: WEB + i, GAME_PORT: GAME + i },
  wait_ready: true,
  listen_timeout: 15_000,
  // longer than saving everybody may take
  kill_timeout: 30_000,
  exp_backoff_restart_delay: 200,
}));
