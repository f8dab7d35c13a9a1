// Normalises typed text: invisible marks, full-width digits, keycaps, spaces and case.

/** Most texts are ASCII and need none of the slow rules for other scripts. */
const ascii = /^[ -~]*$/
const beyondLatin = /[\u0370-\uffff]/

/** Phones and word processors write another dash, or a hyphen that does not break: `C–7F3K`. */
const dashInName = /(?<![\p{L}\p{N}])(c)[\p{Pd}\u2212](?=[0-9a-z]{4,12}(?![\p{L}\p{N}]))/giu

/** The ASCII form of any script's decimal digit. Unicode has them in runs of ten. */
function asciiDigit(found: string): string {
  const code = found.codePointAt(0) ?? 0
  const digit = /^\p{Nd}$/u
  let first = code
  while (digit.test(String.fromCodePoint(first - 1))) first -= 1
  return String((code - first) % 10)
}

/** One line, NFKC, ASCII digits, single spaces; case and accents are kept. */
export function plain(text: string): string {
  if (ascii.test(text)) return text.replace(/ +/g, ' ').trim()
  // Removes invisible characters (joiners, bidi controls, fillers, selectors) and keycap frames.
  const invisible = /[\u20E3\uFFF9-\uFFFB\p{Default_Ignorable_Code_Point}]/gu
  return text
    .toWellFormed()
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(/[^\P{Nd}0-9]/gu, asciiDigit)
    .replace(dashInName, '$1-')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

/** For comparing words: without case and accents. Not for digits, tokens or codes. */
export function folded(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  const apart = text.normalize('NFD')
  // Below U+0370 no other character is a combining mark.
  const marks = beyondLatin.test(apart) ? /\p{Mn}/gu : /[\u0300-\u036f]/g
  return apart.replace(marks, '').toLowerCase()
}
