import { type TemplatedApp, type us_listen_socket, us_socket_local_port } from "uWebSockets.js";
import { tell } from "../probe.ts";

/** LIBUS_LISTEN_EXCLUSIVE_PORT, which the types do not list: a taken port must not be shared silently. */
const EXCLUSIVE = 1;

/** Listens on a free loopback port and tells the bench which one it is. */
export function listenOnLoopback(app: TemplatedApp, done?: () => void): void {
  // the addon accepts (host, port, options, callback); its types list only the shorter forms
  const listen = app.listen.bind(app) as unknown as (
    host: string,
    port: number,
    options: number,
    cb: (s: us_listen_socket | false) => void,
  ) => void;
  listen("127.0.0.1", 0, EXCLUSIVE, (socket) => {
    if (!socket) throw new Error("cannot listen on 127.0.0.1");
    tell({ bench: "listening", port: us_socket_local_port(socket) });
    done?.();
  });
}
