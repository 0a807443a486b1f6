import type { Letter } from "#server/platform/mailer.ts";

/** A letter before it is written twice, as text and as HTML. Every value is text: nothing in it becomes markup. */
export interface Draft {
  subject: string;
  /** Paragraphs. */
  before: readonly string[];
  link?: { label: string; url: string };
  after: readonly string[];
}

export function write({ subject, before, link, after }: Draft): Omit<Letter, "to"> {
  const text = [...before, ...(link ? [`${link.label}:\n${link.url}`] : []), ...after].join("\n\n");
  const paragraph = (words: string) => `<p>${escaped(words)}</p>`;
  const button = link
    ? `<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p><p>Or open this address:<br>${escaped(link.url)}</p>`
    : "";
  const body = `${before.map(paragraph).join("")}${button}${after.map(paragraph).join("")}`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>${body}</body></html>`;
  return { subject, text, html };
}

const MARKUP: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => MARKUP[sign]);
}
