import type { Vendor, VendorBuyBack, VendorDeal, VendorPurchase, VendorRepair, VendorSale } from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

/** What one's character does at a vendor. @throws ApiError */
export interface VendorWays {
  read(vendorId: string): Promise<Vendor>;
  buy(vendorId: string, body: VendorPurchase): Promise<VendorDeal>;
  sell(vendorId: string, body: VendorSale): Promise<VendorDeal>;
  buyBack(vendorId: string, body: VendorBuyBack): Promise<VendorDeal>;
  repair(vendorId: string, body: VendorRepair): Promise<VendorDeal>;
}

export function vendorWays(api: Api, characterId: string): VendorWays {
  const at = (vendorId: string) => ({ characterId, vendorId });
  return {
    read: (vendorId) => api.call("GET /api/v1/vendors/{characterId}/{vendorId}", { params: at(vendorId) }),
    buy: (vendorId, body) => api.change("POST /api/v1/vendors/{characterId}/{vendorId}/buy", { params: at(vendorId), body }),
    sell: (vendorId, body) => api.change("POST /api/v1/vendors/{characterId}/{vendorId}/sell", { params: at(vendorId), body }),
    buyBack: (vendorId, body) => api.change("POST /api/v1/vendors/{characterId}/{vendorId}/buy-back", { params: at(vendorId), body }),
    repair: (vendorId, body) => api.change("POST /api/v1/vendors/{characterId}/{vendorId}/repair", { params: at(vendorId), body }),
  };
}
