import * as client from "openid-client";
import { type Breaker, type Breakers, RemoteUnavailable } from "./breaker.ts";

export interface OidcOptions {
  /** https://…; http://… for tests on this machine. */
  issuer: string;
  clientId: string;
  /** null: a public client, which PKCE protects. */
  clientSecret: string | null;
}

/** What has to come back unchanged; kept by the browser that began. */
export interface OidcChecks {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

export interface OidcClaims {
  issuer: string;
  subject: string;
  /** Only what the provider says it has verified. */
  email: string | null;
}

/** A log-in that the provider or its answer did not end well. */
export class OidcRefused extends Error {}

const REMOTE = "oidc";
const SCOPE = "openid email";
const TIMEOUT_MS = 5000;

/** An identity provider: authorization code with PKCE, state and nonce (OpenID Connect). */
export class OidcClient {
  readonly #options: OidcOptions;
  readonly #breaker: Breaker;
  #found: Promise<client.Configuration> | null = null;

  constructor(options: OidcOptions, breakers: Breakers) {
    this.#options = options;
    // an answer that refuses is no sign of trouble
    this.#breaker = breakers.add(REMOTE, { timeoutMs: 2 * TIMEOUT_MS, isFailure: (error) => !isRefusal(error) });
  }

  /** Where to send the browser. @throws RemoteUnavailable */
  async begin(redirectUri: string): Promise<{ url: string; checks: OidcChecks }> {
    const checks = { state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() };
    const url = client.buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: "S256",
    });
    return { url: url.href, checks };
  }

  /** Who came back. `callback`: the address with all the provider put in. @throws OidcRefused, RemoteUnavailable */
  async finish(callback: URL, { state, nonce, verifier }: OidcChecks): Promise<OidcClaims> {
    const configuration = await this.#configuration();
    try {
      return await this.#breaker.run(() => this.#exchange(configuration, callback, state, nonce, verifier));
    } catch (error) {
      throw isRefusal(error) ? new OidcRefused((error as Error).message, { cause: error }) : new RemoteUnavailable(REMOTE, error);
    }
  }

  async #exchange(configuration: client.Configuration, callback: URL, state: string, nonce: string, verifier: string): Promise<OidcClaims> {
    const tokens = await client.authorizationCodeGrant(configuration, callback, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims() as client.IDToken;
    // many providers tell the address only to who asks for it
    const told =
      claims.email === undefined && configuration.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : claims;
    const email = told.email_verified === true && typeof told.email === "string" ? told.email : null;
    return { issuer: claims.iss, subject: claims.sub, email };
  }

  /** Asked for once; a failure is not kept. */
  #configuration(): Promise<client.Configuration> {
    this.#found ??= this.#breaker
      .run(() => this.#discover())
      .catch((error: unknown) => {
        this.#found = null;
        throw new RemoteUnavailable(REMOTE, error);
      });
    return this.#found;
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    const configuration = await client.discovery(
      url,
      clientId,
      undefined,
      clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret),
      {
        timeout: TIMEOUT_MS / 1000,
        ...(url.protocol === "http:" && { execute: [client.allowInsecureRequests] }),
      },
    );
    configuration.timeout = TIMEOUT_MS / 1000;
    return configuration;
  }
}

/** The provider answered, and the answer is no. */
function isRefusal(error: unknown): boolean {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) return true;
  if (!(error instanceof client.ClientError)) return false;
  // a time-out or a broken connection is trouble; a wrong state, nonce or signature is a refusal
  return error.code !== "OAUTH_TIMEOUT" && error.code !== "OAUTH_ABORT" && !/fetch failed/.test(String((error.cause as Error)?.message));
}
