import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";

/** Newest first; attempts of the same moment in the order in which they were written. */
export const loginPages = pagesBy("logins", z.tuple([z.iso.datetime(), z.string().regex(/^\d{1,18}$/)]));
export type LoginKey = [at: string, id: string];

export const LoginsQuery = z.strictObject(loginPages.fields);

const LoginView = z
  .strictObject({
    at: z.iso.datetime(),
    outcome: z.string().meta({ description: "`registered`, `logged_in`, `refused`, …", example: "logged_in" }),
    ip: z.string().meta({ example: "192.0.2.7" }),
    userAgent: z.string().meta({ example: "Mozilla/5.0 (X11; Linux x86_64)" }),
  })
  .meta({ id: "Login" });

export const LoginPage = loginPages.of(LoginView).meta({ id: "LoginPage" });
export type LoginPage = z.output<typeof LoginPage>;
