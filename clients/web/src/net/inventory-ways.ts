import type {
  BagSort,
  Balances,
  Equipping,
  Inventory,
  ItemCount,
  ItemMerge,
  ItemMove,
  ItemSplit,
  Unequipping,
} from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

/** What one's character can do with what he has; each change answers how all of it is then. @throws ApiError */
export interface InventoryWays {
  read(): Promise<Inventory>;
  balances(): Promise<Balances["balances"]>;
  move(body: ItemMove): Promise<Inventory>;
  split(body: ItemSplit): Promise<Inventory>;
  merge(body: ItemMerge): Promise<Inventory>;
  sort(body: BagSort): Promise<Inventory>;
  destroy(body: ItemCount): Promise<Inventory>;
  drop(body: ItemCount): Promise<Inventory>;
  equip(body: Equipping): Promise<Inventory>;
  unequip(body: Unequipping): Promise<Inventory>;
}

export function inventoryWays(api: Api, characterId: string): InventoryWays {
  const params = { characterId };
  return {
    read: () => api.call("GET /api/v1/inventory/{characterId}", { params }),
    balances: async () => (await api.call("GET /api/v1/currency/{characterId}", { params })).balances,
    move: (body) => api.change("POST /api/v1/inventory/{characterId}/move", { params, body }),
    split: (body) => api.change("POST /api/v1/inventory/{characterId}/split", { params, body }),
    merge: (body) => api.change("POST /api/v1/inventory/{characterId}/merge", { params, body }),
    sort: (body) => api.change("POST /api/v1/inventory/{characterId}/sort", { params, body }),
    destroy: (body) => api.change("POST /api/v1/inventory/{characterId}/destroy", { params, body }),
    drop: (body) => api.change("POST /api/v1/inventory/{characterId}/drop", { params, body }),
    equip: (body) => api.change("POST /api/v1/inventory/{characterId}/equip", { params, body }),
    unequip: (body) => api.change("POST /api/v1/inventory/{characterId}/unequip", { params, body }),
  };
}
