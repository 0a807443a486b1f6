import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export interface Person {
  email?: string;
  email_verified?: boolean;
}

const CLIENT = { client_id: "necpgame", client_secret: "a secret of client and provider" };

/** A real OpenID provider on loopback, with the pages it brings for development. */
export class Issuer {
  /** By the name one types at its log-in page. */
  readonly people = new Map<string, Person>();
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** `redirectUri` may also be said later, with `allow`. */
  static async start(redirectUri?: string): Promise<Issuer> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const issuer = new Issuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    if (redirectUri !== undefined) issuer.allow(redirectUri);
    return issuer;
  }

  allow(redirectUri: string): void {
    const provider = new Provider(this.url, {
      clients: [{ ...CLIENT, redirect_uris: [redirectUri], token_endpoint_auth_method: "client_secret_post" }],
      claims: { openid: ["sub"], email: ["email", "email_verified"] },
      pkce: { required: () => true },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...this.people.get(id) }) }),
      cookies: { keys: ["a key of the tests"] },
    });
    const answer = provider.callback();
    this.#server.on("request", (request, response) => void answer(request, response));
  }

  get client(): { issuer: string; clientId: string; clientSecret: string } {
    return { issuer: this.url, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** A browser that goes where it is sent and keeps cookies; it fills in the provider's forms. */
export class Wanderer {
  readonly #cookies = new Map<string, string>();

  /** One request. @returns where it is sent next, null: a page */
  async get(url: string, form?: Record<string, string>): Promise<{ status: number; location: string | null; html: string }> {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get("location");
    return { status: response.status, location: location && new URL(location, url).href, html: await response.text() };
  }

  /** Logs in at the provider as `name` and agrees to everything. @returns the address it is sent back to */
  async logInAt(start: string, name: string, back: string): Promise<string> {
    let url = start;
    for (let steps = 0; steps < 20; steps++) {
      if (url.startsWith(back)) return url;
      const { location, html, status } = await this.get(url);
      if (location) {
        url = location;
        continue;
      }
      const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
      if (!action || !prompt) throw new Error(`no form: ${status} ${html.slice(0, 500)}`);
      const sent = await this.get(new URL(action, url).href, { prompt, login: name, password: "any" });
      url = sent.location ?? "";
    }
    throw new Error(`never came back, last at ${url}`);
  }
}
