/** All that RELIABILITY promises, however long it takes (`npm run test:soak`); else as much of it as fits among other tests. */
export const SOAK = process.env.SOAK !== undefined;
