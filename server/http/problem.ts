/**
 * Everything the API may refuse: status and public sentence of each code. Codes are stable: clients may rely on them.
 */
export const PROBLEMS = {
  invalid_request: { status: 400, title: "The request is not valid." },
  malformed_json: { status: 400, title: "The body is not valid JSON." },
  link_invalid: { status: 400, title: "This link or code is unknown, expired or already used. Ask for another." },
  unauthenticated: { status: 401, title: "Log in first: this needs a valid access token." },
  token_expired: { status: 401, title: "The access token has expired." },
  invalid_credentials: { status: 401, title: "E-mail or password is wrong." },
  second_factor_invalid: { status: 401, title: "This code is wrong or was used before." },
  challenge_invalid: { status: 401, title: "This log-in took too long. Begin again with the password." },
  guest_invalid: { status: 401, title: "This guest is unknown, or has become a full account." },
  refresh_invalid: { status: 401, title: "The refresh token is unknown, expired or already used. Log in again." },
  email_unverified: { status: 403, title: "Confirm your e-mail address first: follow the link that was mailed to you." },
  guests_off: { status: 403, title: "This server takes no guests." },
  forbidden: { status: 403, title: "Your account may not do this." },
  fresh_login_required: { status: 403, title: "Give your password, or log in again first." },
  account_banned: { status: 403, title: "This account has been banned." },
  account_suspended: { status: 403, title: "This account is suspended." },
  forbidden_origin: { status: 403, title: "Pages of this origin may not use this server." },
  no_provider: { status: 404, title: "This server has no identity provider." },
  not_found: { status: 404, title: "There is nothing here." },
  account_not_found: { status: 404, title: "There is no such account." },
  character_not_found: { status: 404, title: "You have no such character." },
  session_not_found: { status: 404, title: "You have no such session." },
  method_not_allowed: { status: 405, title: "This path does not know this method." },
  request_timeout: { status: 408, title: "The request took too long to arrive." },
  name_taken: { status: 409, title: "This name is taken." },
  character_in_world: { status: 409, title: "This character is in the world. Leave it first." },
  too_many_deleted: {
    status: 409,
    title: "As many deleted characters are kept as there are slots. Restore one, or wait until one is gone.",
  },
  not_enough_points: { status: 409, title: "There are not so many points left." },
  too_much_of_it: { status: 409, title: "No more points can be spent on this." },
  respec_not_ready: { status: 409, title: "Points cannot be taken back again yet." },
  title_not_earned: { status: 409, title: "This title is not earned." },
  slots_full: { status: 409, title: "All character slots of this account are in use." },
  second_factor_not_enrolled: { status: 409, title: "Enrol a second factor first." },
  second_factor_active: { status: 409, title: "The second factor is in use already." },
  full_account: { status: 409, title: "This is a full account already." },
  idempotency_conflict: { status: 409, title: "This idempotency key was used for another request." },
  payload_too_large: { status: 413, title: "The body is too large." },
  unsupported_media_type: { status: 415, title: "The body must be application/json in UTF-8." },
  too_many_attempts: { status: 429, title: "Too many failed attempts. Wait before the next one." },
  rate_limited: { status: 429, title: "Too many requests. Try again later." },
  internal: { status: 500, title: "Something went wrong on the server." },
  busy: { status: 503, title: "The server is busy; try again." },
  database_unavailable: { status: 503, title: "The database does not answer; try again." },
  remote_unavailable: { status: 503, title: "A service that this needs does not answer; try again." },
  zone_unavailable: { status: 503, title: "No server runs this zone now; try again." },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** What is wrong with one field. */
export interface FieldError {
  in: "body" | "query" | "path" | "header";
  /** Dotted, `""` for the whole. */
  path: string;
  message: string;
}

export interface ProblemOptions extends ErrorOptions {
  /** Public: more than the title says. */
  detail?: string;
  errors?: FieldError[];
  /** Response headers, e.g. Allow. */
  headers?: Record<string, string>;
}

/** A refusal with a stable code and a public sentence; `cause` stays private (logged, never answered). */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, { detail, errors, headers = {}, cause }: ProblemOptions = {}) {
    super(detail ?? PROBLEMS[code].title, cause === undefined ? undefined : { cause });
    this.name = "Problem";
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.title = PROBLEMS[code].title;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }
}
