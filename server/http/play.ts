import express, { type Express } from "express";

/** A name with a hash of the content never changes its content. */
const HASHED = /[-.][A-Za-z0-9_]{8,}\.[a-z0-9.]+$/;

/** The play page: files that the client's build wrote. Hashed names may be kept forever, the page itself is asked for each time. */
export function mountPlay(app: Express, clientDir: string): void {
  app.get("/", (_req, res) => res.redirect(302, "/play/"));
  app.use(
    "/play",
    express.static(clientDir, {
      index: "index.html",
      redirect: true,
      dotfiles: "ignore",
      setHeaders: (res, path) => {
        res.setHeader("Cache-Control", HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
      },
    }),
  );
}
