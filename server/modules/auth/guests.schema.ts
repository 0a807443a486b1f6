import { z } from "zod";
import { LoginAnswer } from "./auth.schema.ts";

const GuestToken = z.string().min(1).max(200).meta({
  description: "Keep it on the device: it is all that proves who the guest is.",
  example: "019a4f2e-7c31-7d40-9b1e-3f6a5c2d8e70.pY8nB1v0w2s3x4y5z6A7B8C9D0E1F2G3H4I5J6K7L8M",
});
export const GuestAnswer = LoginAnswer.extend({ guestToken: GuestToken }).meta({ id: "GuestAnswer" });
export const GuestLoginRequest = z.strictObject({ guestToken: GuestToken }).meta({ id: "GuestLogin" });
