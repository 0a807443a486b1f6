import net from "node:net";

/** Whether this process may listen there. @throws Error when the address is none of this machine */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else if (error.code === "EACCES")
        reject(new Error(`port ${port} may not be used by this account: choose PORT and GAME_PORT above 1023`));
      else reject(new Error(`nothing can listen on HOST ${host}, port ${port}: ${error.message}`));
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Said before anything is started, rather than found out after. @throws Error naming the port and the setting that changes it */
export async function requireFreePorts({ host, port, gamePort }: { host: string; port: number; gamePort: number }): Promise<void> {
  const taken: string[] = [];
  if (port && !(await isFree(host, port))) taken.push(`PORT ${port}`);
  if (gamePort && !(await isFree(host, gamePort))) taken.push(`GAME_PORT ${gamePort}`);
  if (!taken.length) return;
  throw new Error(`${taken.join(" and ")} on ${host}: in use by another process. End it, or set another PORT (GAME_PORT follows it).`);
}
