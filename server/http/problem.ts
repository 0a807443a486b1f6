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
  not_party_organiser: { status: 403, title: "Only the leader of the party and assistants may do this." },
  not_party_leader: { status: 403, title: "Only the leader of the party may do this." },
  not_found: { status: 404, title: "There is nothing here." },
  account_not_found: { status: 404, title: "There is no such account." },
  character_not_found: { status: 404, title: "You have no such character." },
  parked_event_not_found: { status: 404, title: "No such event is parked." },
  message_not_found: { status: 404, title: "There is no such message, or it is yours." },
  name_unknown: { status: 404, title: "There is nobody of this name." },
  report_not_found: { status: 404, title: "There is no such report, or it has been judged." },
  item_not_found: { status: 404, title: "This character has no such item there." },
  recipient_not_found: { status: 404, title: "Nobody of this name takes letters." },
  trade_not_found: { status: 404, title: "This character has no such trade." },
  mail_not_found: { status: 404, title: "This character has no such letter." },
  vendor_not_found: { status: 404, title: "There is no such vendor." },
  auction_not_found: { status: 404, title: "There is no such auction." },
  recipe_not_found: { status: 404, title: "There is no such recipe." },
  commodity_not_found: { status: 404, title: "The market does not deal in this." },
  order_not_found: { status: 404, title: "This character has no such order." },
  session_not_found: { status: 404, title: "You have no such session." },
  player_not_found: { status: 404, title: "No such player is in the world now." },
  zone_not_found: { status: 404, title: "There is no such zone." },
  invite_not_found: { status: 404, title: "This invitation is gone: answered, withdrawn or too old." },
  party_member_not_found: { status: 404, title: "There is no such character in your party." },
  roll_not_found: { status: 404, title: "This character has no part in such a roll." },
  method_not_allowed: { status: 405, title: "This path does not know this method." },
  request_timeout: { status: 408, title: "The request took too long to arrive." },
  name_taken: { status: 409, title: "This name is taken." },
  character_in_world: { status: 409, title: "This character is in the world. Leave it first." },
  character_not_in_world: { status: 409, title: "This character is not in the world. Enter it first." },
  ignore_list_full: { status: 409, title: "You ignore as many as you can. Hear somebody again first." },
  too_many_deleted: {
    status: 409,
    title: "As many deleted characters are kept as there are slots. Restore one, or wait until one is gone.",
  },
  not_enough_points: { status: 409, title: "There are not so many points left." },
  too_much_of_it: { status: 409, title: "No more points can be spent on this." },
  title_not_earned: { status: 409, title: "This title is not earned." },
  no_such_slot: { status: 409, title: "There is no such slot." },
  not_so_many: { status: 409, title: "There are not so many of it." },
  does_not_stack: { status: 409, title: "These do not go into one stack." },
  stack_full: { status: 409, title: "The stack has no room for so many." },
  not_near: { status: 409, title: "Your character does not stand near enough to what this needs." },
  not_sold_here: { status: 409, title: "This vendor does not sell it." },
  not_wanted: { status: 409, title: "This vendor does not buy it." },
  price_changed: { status: 409, title: "It costs something else now. Look again, then decide." },
  no_repairs: { status: 409, title: "This vendor does not repair anything." },
  nothing_to_repair: { status: 409, title: "There is nothing to repair." },
  not_taught_here: { status: 409, title: "This vendor does not teach it." },
  recipe_known: { status: 409, title: "This character knows the recipe already." },
  recipe_not_learned: { status: 409, title: "This character has not learned the recipe." },
  skill_too_low: { status: 409, title: "This character does not know enough of the profession, or its level is too low." },
  ingredients_missing: { status: 409, title: "Not everything that is needed for it is in the bag." },
  not_wearable: { status: 409, title: "This cannot be worn there." },
  requirements_not_met: { status: 409, title: "Your character may not wear this: class or level do not fit." },
  economy_open: { status: 409, title: "Trading is not frozen." },
  stale_version: { status: 409, title: "It has changed meanwhile. Look again, then decide." },
  bag_full: { status: 409, title: "The bag has no room for it." },
  item_bound: { status: 409, title: "This item is bound to its owner." },
  not_enough_currency: { status: 409, title: "There is not enough money." },
  currency_full: { status: 409, title: "So much of this currency cannot be held." },
  currency_not_tradable: { status: 409, title: "This currency does not change hands." },
  not_at_mailbox: { status: 409, title: "Go to a mailbox first." },
  mail_to_self: { status: 409, title: "A character sends no letters to itself." },
  mailbox_full: { status: 409, title: "The mailbox of this character is full." },
  mail_limit_reached: { status: 409, title: "Your account has sent all letters of this day." },
  mail_unpaid: { status: 409, title: "This letter has to be paid for first." },
  mail_not_for_payment: { status: 409, title: "This letter does not ask for that." },
  mail_empty: { status: 409, title: "There is nothing of this kind in the letter (any more)." },
  mail_not_empty: { status: 409, title: "There is still something in this letter." },
  mail_not_returnable: { status: 409, title: "This letter cannot be sent back." },
  in_trade_already: { status: 409, title: "This character is in a trade already: it has one at a time." },
  trade_over: { status: 409, title: "This trade is over." },
  trade_not_open: { status: 409, title: "This trade waits for the answer to its invitation." },
  trade_not_locked: { status: 409, title: "First both have to lock the offers." },
  trade_empty: { status: 409, title: "Nobody offers anything." },
  trade_offer_changed: {
    status: 409,
    title: "Something that was offered is not as it was, and is not offered any more. Look again, then decide.",
  },
  sender_gone: { status: 409, title: "Who sent this is no longer there." },
  auction_ended: { status: 409, title: "This auction is over." },
  own_auction: { status: 409, title: "This is an auction of your own account." },
  bid_too_low: { status: 409, title: "Somebody offers as much already, or the seller wants more." },
  no_buyout: { status: 409, title: "This cannot be bought outright, or not at this price." },
  auction_has_bids: { status: 409, title: "Somebody has bid: this auction goes on to its end." },
  too_many_auctions: { status: 409, title: "This character deals in as many auctions as it can." },
  order_ended: { status: 409, title: "This order is filled or was taken back." },
  too_many_orders: { status: 409, title: "This character has as many orders as it can." },
  own_order_in_the_way: { status: 409, title: "You would deal with yourself: take your other order back first." },
  slots_full: { status: 409, title: "All character slots of this account are in use." },
  second_factor_not_enrolled: { status: 409, title: "Enrol a second factor first." },
  second_factor_active: { status: 409, title: "The second factor is in use already." },
  full_account: { status: 409, title: "This is a full account already." },
  not_in_party: { status: 409, title: "This character is in no party." },
  in_party_already: { status: 409, title: "This character is in a party already." },
  invited_already: { status: 409, title: "This player was asked a moment ago. Wait for the answer." },
  party_full: { status: 409, title: "The party is full." },
  group_full: { status: 409, title: "This group is full. Swap with one of its members." },
  not_a_raid: { status: 409, title: "This party is no raid." },
  raid_too_large: { status: 409, title: "There are too many members for a party." },
  ready_check_open: { status: 409, title: "Your party is being asked already." },
  no_ready_check: { status: 409, title: "Nobody asks whether you are ready." },
  roll_over: { status: 409, title: "This roll is over." },
  rolled_already: { status: 409, title: "You have answered already." },
  need_not_allowed: { status: 409, title: "Your class cannot use this: roll greed, or pass." },
  not_in_zone: { status: 409, title: "This character is not in this zone." },
  on_layer_already: { status: 409, title: "This character is on this layer already." },
  character_dead: { status: 409, title: "This character is dead." },
  character_in_combat: { status: 409, title: "This character is in a fight." },
  layer_unavailable: { status: 409, title: "This layer is full, or not open." },
  idempotency_conflict: { status: 409, title: "This idempotency key was used for another request." },
  payload_too_large: { status: 413, title: "The body is too large." },
  unsupported_media_type: { status: 415, title: "The body must be application/json in UTF-8." },
  too_many_attempts: { status: 429, title: "Too many failed attempts. Wait before the next one." },
  layer_not_ready: { status: 429, title: "The layer was changed a moment ago. Wait before the next time." },
  too_many_invites: { status: 429, title: "Too many invitations wait for an answer. Try again in a minute." },
  chat_muted: { status: 429, title: "You cannot write now." },
  too_many_reports: { status: 429, title: "You have reported much today. Go on tomorrow." },
  rate_limited: { status: 429, title: "Too many requests. Try again later." },
  internal: { status: 500, title: "Something went wrong on the server." },
  busy: { status: 503, title: "The server is busy; try again." },
  database_unavailable: { status: 503, title: "The database does not answer; try again." },
  remote_unavailable: { status: 503, title: "A service that this needs does not answer; try again." },
  zone_full: { status: 503, title: "This zone is full; try again." },
  hub_unavailable: { status: 503, title: "The hub is closed now; try again." },
  trading_frozen: { status: 503, title: "Trading rests while the books are checked; try again later." },
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
