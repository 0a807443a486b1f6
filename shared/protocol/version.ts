/** Raised with every change of a byte on the wire. A client with another number is refused with `protocol_mismatch`. */
export const PROTOCOL_VERSION = 2;
