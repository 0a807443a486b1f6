import { z } from "zod";
import { DeviceToken, OneTimeToken, Password } from "./auth.schema.ts";

export const PasswordChange = z.strictObject({ currentPassword: Password, newPassword: Password }).meta({ id: "PasswordChange" });
export const PasswordReset = z.strictObject({ token: OneTimeToken, password: Password }).meta({ id: "PasswordReset" });
export const PasswordResetAnswer = z.strictObject({ deviceToken: DeviceToken }).meta({ id: "PasswordResetAnswer" });
