import type { Providers } from "#shared/api/generated.ts";
import { type Api, ApiError, ask, deviceKey, newKey, patiently } from "./api.ts";

const GUEST_KEY = "necp.guest";
const VERIFIER_KEY = "necp.oidc";

export type WaysIn = Providers;

/** All ways to log in. Those that may need a code of the second factor answer with its challenge, else with null. */
export class Entrance {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  ways(): Promise<WaysIn> {
    return ask("GET /api/v1/auth/providers", {});
  }

  async register(email: string, password: string): Promise<void> {
    await patiently(() => ask("POST /api/v1/auth/register", { body: { email, password } }));
  }

  async logIn(email: string, password: string): Promise<string | null> {
    const deviceToken = localStorage.getItem(deviceKey(email));
    const body = { email, password, ...(deviceToken && { deviceToken }) };
    return this.#api.enter(await patiently(() => ask("POST /api/v1/auth/login", { body })));
  }

  async code(challenge: string, code: string): Promise<void> {
    this.#api.enter(await ask("POST /api/v1/auth/login/second-factor", { body: { challenge, code } }));
  }

  /** As the guest this device knows, or as a new one. */
  async asGuest(): Promise<void> {
    const guestToken = localStorage.getItem(GUEST_KEY);
    if (guestToken) {
      try {
        this.#api.enter(await ask("POST /api/v1/auth/guest/login", { body: { guestToken } }));
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "guest_invalid") throw error;
        localStorage.removeItem(GUEST_KEY);
      }
    }
    const guest = await ask("POST /api/v1/auth/guest", {});
    localStorage.setItem(GUEST_KEY, guest.guestToken);
    this.#api.enter(guest);
  }

  get knowsGuest(): boolean {
    return localStorage.getItem(GUEST_KEY) !== null;
  }

  /** Goes to an identity provider. What comes back is of use to this tab alone. */
  async toProvider(startUrl: string): Promise<void> {
    const verifier = newKey();
    sessionStorage.setItem(VERIFIER_KEY, verifier);
    location.assign(`${startUrl}?challenge=${await sha256(verifier)}`);
  }

  async fromProvider(code: string): Promise<string | null> {
    const verifier = sessionStorage.getItem(VERIFIER_KEY) ?? "none";
    sessionStorage.removeItem(VERIFIER_KEY);
    return this.#api.enter(await ask("POST /api/v1/auth/oidc/login", { body: { code, verifier } }));
  }

  async verify(token: string): Promise<void> {
    await ask("POST /api/v1/auth/verify", { body: { token } });
    // a guest who is a full account now has a password to come back with
    localStorage.removeItem(GUEST_KEY);
  }

  async resend(email: string): Promise<void> {
    await ask("POST /api/v1/auth/verify/resend", { body: { email } });
  }

  async recover(email: string): Promise<void> {
    await ask("POST /api/v1/auth/recover", { body: { email } });
  }

  async resetPassword(token: string, password: string): Promise<void> {
    await ask("POST /api/v1/auth/recover/confirm", { body: { token, password } });
  }
}

/** base64url. Needs a page with TLS or on this machine, as identity providers do. */
async function sha256(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...hash))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
