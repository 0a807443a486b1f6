/** Raised with every change of a byte on the wire; what is only added, as an action, leaves it as it is. A client with another number is refused with `protocol_mismatch`. */
export const PROTOCOL_VERSION = 3;
