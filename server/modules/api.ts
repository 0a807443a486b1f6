import { randomInt } from "node:crypto";
import { type RunOnce, runOnceIn } from "#server/http/idempotency.ts";
import type { Identity, Route } from "#server/http/route.ts";
import type { Compose } from "#server/outbox/mail-delivery.ts";
import type { Subscriber } from "#server/outbox/subscriber.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Content } from "#shared/content/schema.ts";
import { accountsRoutes } from "./accounts/accounts.routes.ts";
import { AccountsService } from "./accounts/accounts.service.ts";
import { AuditService } from "./admin/audit.service.ts";
import { type AuctionModule, createAuctions } from "./auction/auction.module.ts";
import { auditRoutes } from "./admin/audit.routes.ts";
import { moderationRoutes } from "./admin/moderation.routes.ts";
import { ModerationService } from "./admin/moderation.service.ts";
import { type AuthSettings, createAuth } from "./auth/auth.module.ts";
import { chatRoutes } from "./chat/chat.routes.ts";
import { ChatService, type Hearing } from "./chat/chat.service.ts";
import { ignoresRoutes } from "./chat/ignores.routes.ts";
import { IgnoresService } from "./chat/ignores.service.ts";
import { mutesRoutes } from "./chat/mutes.routes.ts";
import { MutesService } from "./chat/mutes.service.ts";
import { reportsRoutes } from "./chat/reports.routes.ts";
import { ReportsService } from "./chat/reports.service.ts";
import { charactersRoutes } from "./characters/characters.routes.ts";
import { CharactersService } from "./characters/characters.service.ts";
import { contentRoutes } from "./content/content.routes.ts";
import { ContentService } from "./content/content.service.ts";
import { eventsRoutes } from "./events/events.routes.ts";
import { EventsService } from "./events/events.service.ts";
import { hubRoutes } from "./hub/hub.routes.ts";
import { HubService, type OpenHub } from "./hub/hub.service.ts";
import { currencyRoutes } from "./currency/currency.routes.ts";
import { EconomyService } from "./economy/economy.service.ts";
import { economyRoutes } from "./economy/economy.routes.ts";
import { CurrencyService } from "./currency/currency.service.ts";
import { Ledger } from "./currency/ledger.service.ts";
import { EquipmentService } from "./inventory/equipment.service.ts";
import { createMail, type MailModule } from "./mail/mail.module.ts";
import { createMarket, type MarketModule } from "./market/market.module.ts";
import { wearSubscriber } from "./inventory/wear.subscriber.ts";
import { inventoryRoutes } from "./inventory/inventory.routes.ts";
import { InventoryService } from "./inventory/inventory.service.ts";
import { Items } from "./items/items.service.ts";
import { lootTeller } from "./loot/loot.news.ts";
import { lootRoutes } from "./loot/loot.routes.ts";
import { LootRolls } from "./loot/loot.service.ts";
import { loginsRoutes } from "./logins/logins.routes.ts";
import { LoginsService } from "./logins/logins.service.ts";
import type { Lifetime } from "./sessions/sessions.repository.ts";
import { sessionsRoutes } from "./sessions/sessions.routes.ts";
import { notificationsRoutes } from "./notifications/notifications.routes.ts";
import { NotificationsService } from "./notifications/notifications.service.ts";
import { notificationsSubscriber } from "./notifications/notifications.subscriber.ts";
import { progressionRoutes } from "./progression/progression.routes.ts";
import { ProgressionService } from "./progression/progression.service.ts";
import { SessionsService } from "./sessions/sessions.service.ts";
import { operationsRoutes } from "./operations/operations.routes.ts";
import { OperationsService, type RunningZones } from "./operations/operations.service.ts";
import { craftingRoutes } from "./crafting/crafting.routes.ts";
import { CraftingService } from "./crafting/crafting.service.ts";
import { vendorsRoutes } from "./vendors/vendors.routes.ts";
import { VendorsService } from "./vendors/vendors.service.ts";
import { createTrade, type TradeModule } from "./trade/trade.module.ts";
import type { Whereabouts } from "./zones/whereabouts.ts";
import { PartyInvites } from "./party/invites.service.ts";
import { NOBODY_TOLD, type PartyTeller } from "./party/party.news.ts";
import { partyRoutes } from "./party/party.routes.ts";
import { PartyService } from "./party/party.service.ts";
import { type LayerMover, LayersService } from "./zones/layers.service.ts";
import { zonesRoutes } from "./zones/zones.routes.ts";
import { ZonesService } from "./zones/zones.service.ts";

export interface ApiDeps {
  prisma: PrismaClient;
  content: Content;
  /** At least 32 characters; the same in all processes. */
  tokenSecret: string;
  sessionLifetime: Lifetime;
  /** Absent: no zone is reached from here. */
  runningZones?: RunningZones;
  /** Absent: no character is found anywhere. */
  whereabouts?: Whereabouts;
  /** Absent: no room answers. */
  layerMover?: LayerMover;
  /** Tells players what becomes of their parties; absent: they ask. */
  partyTeller?: PartyTeller;
  /** Absent: there is none. */
  hub?: OpenHub;
  /** Tells connected players; absent: nobody is told. */
  notifier?: Notifier;
  /** Absent: nobody is near anybody. */
  hearing?: Hearing;
  /** Address of this server, as players reach it; known once its port is. */
  webUrl: () => string;
  settings: AuthSettings;
  /** Characters of an account. */
  characterSlots?: number;
  /** Epoch ms; the system's clock unless told otherwise. */
  now?: () => number;
}

export interface Api {
  mail: MailModule;
  auctions: AuctionModule;
  trade: TradeModule;
  market: MarketModule;
  chat: ChatService;
  lootRolls: LootRolls;
  routes: Route[];
  authenticate(token: string): Promise<Identity>;
  once: RunOnce;
  /** Who is told of events. */
  subscribers: readonly Subscriber[];
  /** What writes ordered mail, by kind. */
  letters: Record<string, Compose>;
}

const DEFAULT_SLOTS = 8;
const NOWHERE: Whereabouts = { of: async () => new Map() };
const NO_HUB: OpenHub = { find: () => null };
const NO_HEARING: Hearing = { near: async () => [] };
const NO_HUB_TOLD: Notifier = { publish: () => {}, moved: () => {} };
const NO_ROOMS: LayerMover = { move: async () => "busy" };
const NO_ZONES: RunningZones = { flights: async () => [] };

/** All modules with their routes: what the HTTP app is given. */
export function createApi({
  prisma,
  content,
  tokenSecret,
  sessionLifetime,
  webUrl,
  settings,
  characterSlots = DEFAULT_SLOTS,
  runningZones = NO_ZONES,
  partyTeller = NOBODY_TOLD,
  whereabouts = NOWHERE,
  layerMover = NO_ROOMS,
  hub = NO_HUB,
  hearing = NO_HEARING,
  notifier = NO_HUB_TOLD,
  now = Date.now,
}: ApiDeps): Api {
  const notifications = new NotificationsService({ prisma, notifier, now });
  const sessions = new SessionsService({ prisma, lifetime: sessionLifetime, now });
  const auth = createAuth({ prisma, sessions, tokenSecret, now, webUrl, settings });
  const parties = new PartyService({ prisma, teller: partyTeller, now });
  const chat = new ChatService({ prisma, notifier, hearing, random: (of) => randomInt(1, of + 1), now });
  const ignores = new IgnoresService({ prisma, now });
  const moderation = new ModerationService({ prisma, sessions, now });
  const mutes = new MutesService({ prisma, moderation, now });
  const items = new Items({ content });
  const ledger = new Ledger({ content });
  const inventory = new InventoryService({ prisma, items, whereabouts, now });
  const mail = createMail({ prisma, content, items, ledger, whereabouts, mutes, ignores, notifier, notifications, now });
  const auctions = createAuctions({ prisma, content, items, ledger, post: mail.post, whereabouts, now });
  const trade = createTrade({ prisma, content, items, ledger, whereabouts, ignores, notifier, now });
  const vendors = new VendorsService({ prisma, content, items, ledger, whereabouts, now });
  const market = createMarket({ prisma, content, items, ledger, post: mail.post, whereabouts, now });
  const lootRolls = new LootRolls({ prisma, items, post: mail.post, teller: lootTeller(notifier), now });
  return {
    chat,
    lootRolls,
    mail,
    auctions,
    trade,
    market,
    routes: [
      ...auth.routes,
      ...loginsRoutes(new LoginsService({ prisma })),
      ...sessionsRoutes(sessions),
      ...accountsRoutes(new AccountsService({ prisma, sessions, confirmPassword: auth.confirmPassword, now })),
      ...charactersRoutes(new CharactersService({ prisma, content, slots: characterSlots, now })),
      ...progressionRoutes(new ProgressionService({ prisma, content, ledger, now })),
      ...inventoryRoutes(inventory, new EquipmentService({ items, inventory })),
      ...currencyRoutes(new CurrencyService({ prisma, ledger })),
      ...lootRoutes(lootRolls),
      ...notificationsRoutes(notifications),
      ...mail.routes,
      ...auctions.routes,
      ...trade.routes,
      ...vendorsRoutes(vendors),
      ...craftingRoutes(new CraftingService({ prisma, content, items, ledger, vendors, whereabouts, seed: () => randomInt(2 ** 32), now })),
      ...market.routes,
      ...hubRoutes(new HubService({ prisma, hub })),
      ...partyRoutes(parties, new PartyInvites({ ignores, now })),
      ...zonesRoutes(new ZonesService({ prisma, content }), new LayersService({ prisma, content, whereabouts, mover: layerMover })),
      ...moderationRoutes(moderation),
      ...chatRoutes(chat),
      ...ignoresRoutes(ignores),
      ...mutesRoutes(mutes),
      ...reportsRoutes(new ReportsService({ prisma, now })),
      ...auditRoutes(new AuditService({ prisma })),
      ...contentRoutes(new ContentService({ content })),
      ...economyRoutes(new EconomyService({ prisma, now })),
      ...eventsRoutes(new EventsService({ prisma, now })),
      ...operationsRoutes(new OperationsService({ zones: runningZones, notifier, now })),
    ],
    authenticate: (token) => auth.authenticate(token),
    once: runOnceIn(prisma),
    subscribers: [notificationsSubscriber(notifications), wearSubscriber(items, content.progression), mail.subscriber],
    letters: auth.letters,
  };
}
