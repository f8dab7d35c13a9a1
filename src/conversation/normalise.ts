// What people type, made comparable: invisible marks, full-width digits, keycaps, spaces and case.

/** Marks that nobody sees: joiners, bidi controls, variation selectors, the keycap frame. */
const invisible =
  /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFE00-\uFE0F\uFEFF\u20E3\u{E0000}-\u{E007F}]/gu

/** Every script's decimal digit as an ASCII one. Digits stand in runs of ten, so the zero is found. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(code - zero)
}

/** One line, NFKC, ASCII digits, single spaces; case and accents as typed. */
export function plain(text: string): string {
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
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase()
}
