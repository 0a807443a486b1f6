import { type PublicContent, publicContent } from "#shared/content/public.ts";
import type { Content } from "#shared/content/schema.ts";

/** What clients may see of the content: written once, sent as it is. */
export class ContentService {
  readonly json: string;
  readonly etag: string;
  /** A little of each kind. */
  readonly sample: PublicContent;

  constructor({ content }: { content: Content }) {
    const whole = publicContent(content);
    this.json = JSON.stringify(whole);
    this.sample = Object.fromEntries(
      Object.entries(whole).map(([kind, all]) => [kind, Array.isArray(all) ? all.slice(0, 1) : all]),
    ) as unknown as PublicContent;
    this.etag = `"${content.hash}"`;
  }

  /** Does the client have it already? `ifNoneMatch`: the request's header. */
  isKnown(ifNoneMatch: string | undefined): boolean {
    const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.includes(this.etag) || tags.includes("*");
  }
}
