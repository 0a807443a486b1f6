import { z } from "zod";
import { OneTimeToken, Password } from "./auth.schema.ts";

/** From the authenticator, or one of the recovery codes. */
const Code = z
  .string()
  .max(32)
  .transform((text) => text.replaceAll(/[\s-]/g, "").toUpperCase())
  .pipe(z.string().regex(/^(\d{6}|[0-9A-Z]{10})$/, "Six digits, or a recovery code of ten letters and digits."))
  .meta({ description: "Six digits of the authenticator, or a recovery code.", example: "123456" });

export const EnrolRequest = z.strictObject({ password: Password }).meta({ id: "SecondFactorEnrol" });
export const CodeRequest = z.strictObject({ code: Code }).meta({ id: "SecondFactorCode" });
export const DisableRequest = z.strictObject({ password: Password, code: Code }).meta({ id: "SecondFactorDisable" });
export const ChallengeRequest = z.strictObject({ challenge: OneTimeToken, code: Code }).meta({ id: "SecondFactorLogin" });

export const Enrolment = z
  .strictObject({
    secret: z.string().meta({ description: "Base32, for typing.", example: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" }),
    uri: z.string().meta({
      description: "For a QR code.",
      example: "otpauth://totp/NECPGAME:mira%40example.com?issuer=NECPGAME&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&digits=6&period=30",
    }),
  })
  .meta({ id: "SecondFactorEnrolment" });
export type Enrolment = z.output<typeof Enrolment>;

export const RecoveryCodes = z
  .strictObject({
    recoveryCodes: z.array(z.string().meta({ example: "7K3MP-Q9R2T" })).meta({ description: "Shown this once; each works once." }),
  })
  .meta({ id: "RecoveryCodes" });

export const SecondFactorState = z
  .strictObject({ active: z.boolean(), recoveryCodesLeft: z.int().min(0) })
  .meta({ id: "SecondFactorState" });
export type SecondFactorState = z.output<typeof SecondFactorState>;
