import { Problem } from "#server/http/problem.ts";

/** @param until epoch ms */
export function muted(until: number, now: number, reason: string): Problem {
  const seconds = Math.max(1, Math.ceil((until - now) / 1000));
  return new Problem("chat_muted", {
    detail: `${reason} You can write again in ${seconds} s.`,
    headers: { "Retry-After": String(seconds) },
  });
}
