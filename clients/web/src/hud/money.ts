import type { PublicContent } from "#shared/content/public.ts";

type Currency = PublicContent["currencies"][number];

/** An amount in its coins: 12 750 copper is "1g 27s 50c". @param amount in the smallest coin */
export function moneyText(amount: number | bigint | string, { coins }: Pick<Currency, "coins">): string {
  let left = BigInt(amount);
  const parts = coins.flatMap(({ short, worth }) => {
    const count = left / BigInt(worth);
    left %= BigInt(worth);
    return count > 0n ? [`${count}${short}`] : [];
  });
  return parts.join(" ") || `0${coins[coins.length - 1].short}`;
}
