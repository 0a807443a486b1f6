import { publicContent } from "#shared/content/public.ts";
import type { Content } from "#shared/content/schema.ts";

/** What clients may see of the content: written once, sent as it is. */
export class ContentService {
  readonly json: string;
  readonly etag: string;

  constructor({ content }: { content: Content }) {
    this.json = JSON.stringify(publicContent(content));
    this.etag = `"${content.hash}"`;
  }

  /** Does the client have it already? `ifNoneMatch`: the request's header. */
  isKnown(ifNoneMatch: string | undefined): boolean {
    const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.includes(this.etag) || tags.includes("*");
  }
}
