// A phone draws what stands between *, _, ~ or ` in other letters, and drops these signs; it draws
// lists and quotes at the start of a line. What people approve must read as it is.

/** Wherever they might begin or end something; inside a word of plain letters `_` never does. */
const marks = /[*~`]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g

/** `> `, `- ` and `1. ` at the start of a line. */
const leading = /^([ \t]*)(>|-(?=\s)|\d+\.(?=\s))/gm

/**
 * The same text with the wide form of such a sign in its place, which no phone takes for one.
 * Typed or pasted back it is heard as the plain sign (NFKC), so that nothing has to be undone.
 */
export function unformatted(text: string): string {
  return text
    .replace(marks, wide)
    .replace(
      leading,
      (_, gap: string, sign: string) => gap + sign.slice(0, -1) + wide(sign.slice(-1)),
    )
}

/** The forms of ASCII that are as wide as an ideograph stand in its order. */
function wide(sign: string): string {
  return String.fromCharCode(sign.charCodeAt(0) + 0xfee0)
}
