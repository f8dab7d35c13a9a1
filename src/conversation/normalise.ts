// What people type, made comparable: invisible marks, full-width digits, keycaps, spaces and case.

/** Nearly all that is typed; the rules for every script, slow to compile, change nothing in it. */
const ascii = /^[ -~]*$/
const beyondLatin = /[\u0370-\uffff]/

/** Every script's decimal digit as an ASCII one. They stand in runs of ten, some side by side. */
function asciiDigit(found: string): string {
  const code = found.codePointAt(0) ?? 0
  const digit = /^\p{Nd}$/u
  let first = code
  while (digit.test(String.fromCodePoint(first - 1))) first -= 1
  return String((code - first) % 10)
}

/** One line, NFKC, ASCII digits, single spaces; case and accents as typed. */
export function plain(text: string): string {
  if (ascii.test(text)) return text.replace(/ +/g, ' ').trim()
  // Marks that nobody sees: joiners, bidi controls, fillers, selectors; and the keycap frame.
  const invisible = /[\u20E3\uFFF9-\uFFFB\p{Default_Ignorable_Code_Point}]/gu
  return text
    .toWellFormed()
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(/[^\P{Nd}0-9]/gu, asciiDigit)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

/** For comparing words: no case, no accents. Never used for digits, tokens or codes. */
export function folded(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  const apart = text.normalize('NFD')
  // Below U+0370 no other character is a mark.
  const marks = beyondLatin.test(apart) ? /\p{Mn}/gu : /[\u0300-\u036f]/g
  return apart.replace(marks, '').toLowerCase()
}
