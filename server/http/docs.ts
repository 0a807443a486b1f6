import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Express } from "express";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>NECPGAME Server API</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({ url: "/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null });
`;

/** `/openapi.json`, and a page to read and try it: everything comes from this server. */
export function mountDocs(app: Express, document: object): void {
  const files = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const json = JSON.stringify(document);
  app.get("/openapi.json", (_req, res) => void res.set("Cache-Control", "no-cache").type("application/json").send(json));
  app.get("/docs", (_req, res) => void res.set("Cache-Control", "no-cache").type("html").send(PAGE));
  app.get("/docs/init.js", (_req, res) => void res.type("text/javascript").send(START));
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"]) {
    app.get(`/docs/${name}`, (_req, res) => res.sendFile(name, { root: files, maxAge: "1d" }));
  }
}
