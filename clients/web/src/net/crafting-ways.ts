import type { Crafted, Crafting, CraftRequest, RecipeLearned, RecipeLesson } from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

/** What one's character makes and learns to make. @throws ApiError */
export interface CraftingWays {
  read(): Promise<Crafting>;
  craft(body: CraftRequest): Promise<Crafted>;
  learn(body: RecipeLesson): Promise<RecipeLearned>;
}

export function craftingWays(api: Api, characterId: string): CraftingWays {
  const params = { characterId };
  return {
    read: () => api.call("GET /api/v1/crafting/{characterId}", { params }),
    craft: (body) => api.change("POST /api/v1/crafting/{characterId}/craft", { params, body }),
    learn: (body) => api.change("POST /api/v1/crafting/{characterId}/learn", { params, body }),
  };
}
