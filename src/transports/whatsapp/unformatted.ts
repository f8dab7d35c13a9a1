// Disables WhatsApp's formatting: phones hide *, _, ~ and ` and draw lists and quotes, but people
// must read exactly what they approve.

/** Formatting characters where they could take effect; `_` inside a plain word does not. */
const marks = /[*~`]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g

/** `> `, `- ` and `1. ` at the start of a line. */
const leading = /^([ \t]*)(>|-(?=\s)|\d+\.(?=\s))/gm

/**
 * The text with full-width forms of these characters, which phones do not interpret. Typed or
 * pasted back, they are normalised to the plain ones (NFKC).
 */
export function unformatted(text: string): string {
  return text
    .replace(marks, wide)
    .replace(
      leading,
      (_, gap: string, sign: string) => gap + sign.slice(0, -1) + wide(sign.slice(-1)),
    )
}

/** The full-width form of an ASCII character, which has a fixed offset. */
function wide(sign: string): string {
  return String.fromCharCode(sign.charCodeAt(0) + 0xfee0)
}
